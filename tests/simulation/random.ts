/** The letters of our ids. */
const letters = "0123456789abcdefghijklmnopqrstuv"

/** A seeded source of chance: the same seed gives the same numbers on every machine (sfc32). */
export class Random {
  #a: number
  #b: number
  #c: number
  #count = 1

  /** `purpose` keeps several sources of one seed apart. */
  constructor(seed: number, purpose: string) {
    this.#a = seed >>> 0
    this.#b = Math.floor(seed / 2 ** 32) >>> 0
    this.#c = [...purpose].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7)
    for (let round = 0; round < 16; round += 1) this.fraction()
  }

  /** A number in `[0, 1)`. */
  fraction(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#count) | 0
    this.#count = (this.#count + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    return (sum >>> 0) / 2 ** 32
  }

  /** A whole number from 0 up to, but not, `limit`. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit)
  }

  chance(share: number): boolean {
    return this.fraction() < share
  }

  /** One of them, each as likely. Throws where there is none: a bug. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new Error("nothing to pick from")
    return item
  }

  /** One of them by weight. Throws where nothing weighs: a bug. */
  weighted<T>(items: readonly (readonly [item: T, weight: number])[]): T {
    const total = items.reduce((sum, [, weight]) => sum + weight, 0)
    let left = this.fraction() * total
    const found = items.find(([, weight]) => {
      left -= weight
      return left < 0
    })
    if (found === undefined) throw new Error("nothing to pick from")
    return found[0]
  }

  /** Letters of an id. */
  text(length: number): string {
    return Array.from({ length }, () => letters[this.below(letters.length)]).join("")
  }
}
