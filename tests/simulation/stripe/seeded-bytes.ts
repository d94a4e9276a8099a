import { AsyncLocalStorage } from "node:async_hooks"
import crypto from "node:crypto"
import { syncBuiltinESMExports } from "node:module"
import type { Random } from "#tests/simulation/random.ts"

const here = new AsyncLocalStorage<Random>()
const realBytes = crypto.randomBytes

/** The sandbox acquirer makes its ids of random bytes: within `work` these are the seed's. */
export function withSeededBytes<T>(random: Random, work: () => Promise<T>): Promise<T> {
  return here.run(random, work)
}

function randomBytes(...asked: readonly unknown[]): unknown {
  const random = here.getStore()
  const [size, tell] = asked
  if (!random || typeof size !== "number" || tell !== undefined) {
    return Reflect.apply(realBytes, crypto, asked)
  }
  return Buffer.from(Array.from({ length: size }, () => random.below(256)))
}

Object.assign(crypto, { randomBytes })
syncBuiltinESMExports()
