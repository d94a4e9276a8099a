import { setImmediate as turn } from "node:timers/promises"
import type { Instant } from "#domain/instant.ts"

/** Somebody who waits for the world outside, and goes on when he is released. */
export interface Parked {
  /** Whose step it is: a simulated process, or null for people and machines that never crash. */
  readonly owner: object | null
  readonly label: string
  /** Not before this moment; null: at any time. */
  readonly due: Instant | null
  go(): void
}

/** Real time that one released step may take: a database that hangs must not hang the run. */
const patienceMilliseconds = 20_000

/**
 * Holds everybody who waits for the world outside, and lets one go at a time: the next only when all is quiet again,
 * no call to the database out and nothing left to run. So the order of everything is the seed's alone.
 */
export class Scheduler {
  #parked: Parked[] = []
  #busy = 0
  #idle: (() => void) | null = null

  /** Waits here until released. A step of a crashed process waits for ever. */
  park(owner: object | null, label: string, due: Instant | null = null): Promise<void> {
    return new Promise((go) => this.#parked.push({ owner, label, due, go }))
  }

  /** Everybody who waits, in the order of coming. */
  get parked(): readonly Parked[] {
    return this.#parked
  }

  ready(now: Instant): readonly Parked[] {
    return this.#parked.filter(({ due }) => due === null || due <= now)
  }

  /** Lets one go, and waits until all is quiet again. */
  async release(one: Parked): Promise<void> {
    this.#parked = this.#parked.filter((other) => other !== one)
    one.go()
    await this.quiet()
  }

  /** A process crashed: its steps are dropped for ever. */
  drop(owner: object): void {
    this.#parked = this.#parked.filter((one) => one.owner !== owner)
  }

  /** Work in the real world: nobody else goes on before it has ended. */
  async busy<T>(work: () => Promise<T>): Promise<T> {
    this.#busy += 1
    try {
      return await work()
    } finally {
      this.#busy -= 1
      if (this.#busy === 0) this.#idle?.()
    }
  }

  /** Resolves when no work is out and whoever heard of its end has gone as far as he can. */
  async quiet(): Promise<void> {
    await turn()
    while (this.#busy > 0) {
      await this.#ended()
      await turn()
    }
  }

  #ended(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the database hangs")), patienceMilliseconds)
      this.#idle = () => {
        clearTimeout(timer)
        this.#idle = null
        resolve()
      }
    })
  }
}
