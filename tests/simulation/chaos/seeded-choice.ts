/** Choices that a seed decides: the same seed, the same choices in the same order. */
export interface SeededChoice {
  /** In [0, 1). */
  fraction(): number
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
  oneOf<T>(list: readonly [T, ...T[]]): T
  /** One of the named, as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name
}

/** mulberry32: 32 bits of state are plenty for a plan, and it is the same everywhere. */
export function seededChoice(seed: number): SeededChoice {
  let state = seed >>> 0
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number) => least + Math.floor(fraction() * (most - least + 1))
  return {
    fraction,
    between,
    oneOf: (list) => list[between(0, list.length - 1)] ?? list[0],
    weighted: <Name extends string>(weights: Readonly<Record<Name, number>>) => {
      const entries = Object.entries<number>(weights) as [Name, number][]
      let left = fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [name, weight] of entries) {
        if (left < weight) return name
        left -= weight
      }
      throw new Error("a choice among nothing")
    },
  }
}
