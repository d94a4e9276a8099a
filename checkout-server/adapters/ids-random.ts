import { randomBytes } from "node:crypto"
import { base32Hex } from "#adapters/base32-hex.ts"
import type { Ids } from "#ports/ids.ts"

/** 17 bytes give the 130 bits that 26 characters of five bits hold. */
const idBytes = 17
const idLength = 26

/** Identifiers and jitter from the operating system's random source. */
export const randomIds: Ids = {
  next: () => base32Hex(randomBytes(idBytes)).slice(0, idLength),
  fraction: () => randomBytes(4).readUInt32BE() / 2 ** 32,
}
