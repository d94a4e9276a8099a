/** One measured number. `name` is unique within a run and never changes: programs compare runs by it. */
export interface Figure {
  readonly name: string
  /** The same for people. */
  readonly title: string
  /** null: could not be measured here; `note` says why. */
  readonly value: number | null
  readonly unit: "/s" | "ms" | "×" | "MB" | "each"
  readonly target?: Target
  readonly note?: string
}

/** What the project wants of a figure. */
export type Target = { readonly atLeast: number } | { readonly atMost: number }

/** The smallest value that `share` of all values do not exceed (nearest rank). null: there are none. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((one, other) => one - other)
  const rank = Math.max(1, Math.ceil(share * sorted.length))
  return sorted[rank - 1] ?? null
}

/** The middle value, or the mean of the middle two. null: there are none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other)
  const half = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/** The median of `ours / theirs`, round by round: what both sides met in a round cancels out. */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number | null {
  const pairs = ours.flatMap((value, round) => {
    const other = theirs[round]
    return other === undefined || other === 0 ? [] : [value / other]
  })
  return median(pairs)
}

/** null: there is no target, or no value to hold against it. */
export function meetsTarget({ value, target }: Pick<Figure, "value" | "target">): boolean | null {
  if (value === null || target === undefined) return null
  return "atLeast" in target ? value >= target.atLeast : value <= target.atMost
}
