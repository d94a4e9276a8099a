import type { Coverage, Expectation } from "./coverage.ts"
import { addTo, gaps, newCoverage } from "./coverage.ts"
import type { OpenGround } from "./ground.ts"
import type { SeedResult } from "./simulate-seed.ts"
import { simulateSeed } from "./simulate-seed.ts"

/** Which seeds to run, and whom to tell. */
export interface Batch {
  readonly from: number
  readonly seeds: number
  /** Each runs its seeds one after another, beside the others. */
  readonly grounds: readonly OpenGround[]
  /** Told after each seed. */
  readonly report: (result: SeedResult, done: number) => void
  /** What earlier batches have met: this one adds to it. */
  readonly coverage?: Coverage
  /** After this no further seed begins. */
  readonly signal?: AbortSignal
}

export interface BatchResult {
  readonly seeds: number
  readonly milliseconds: number
  readonly failed: readonly SeedResult[]
  readonly coverage: Coverage
}

/** Runs seeds on every ground at once. A seed depends on its number alone, not on its neighbours. */
export async function simulateBatch(batch: Batch): Promise<BatchResult> {
  const began = performance.now()
  const coverage = batch.coverage ?? newCoverage()
  const failed: SeedResult[] = []
  let next = batch.from
  let done = 0
  const isOver = () => next >= batch.from + batch.seeds || batch.signal?.aborted === true
  const run = async (ground: OpenGround): Promise<void> => {
    while (!isOver()) {
      const seed = next
      next += 1
      const result = await simulateSeed(ground, seed)
      done += 1
      addTo(coverage, result)
      if (result.violations.length > 0) failed.push(result)
      batch.report(result, done)
    }
  }
  await Promise.all(batch.grounds.map(run))
  return { seeds: done, milliseconds: performance.now() - began, failed, coverage }
}

/** Lines of a failing seed's trace that are shown. */
const shownLines = 60

/** What a person needs of a failing seed: what broke, how to see it again (with these `options`), and its last steps. */
export function describeFailure({ seed, hash, violations, trace }: SeedResult, options = ""): string {
  return [
    `seed ${seed} (${hash}):`,
    ...violations.map((violation) => `  ✗ ${violation}`),
    `  again: npm run simulate -- --from ${seed} --seeds 1${options}`,
    ...trace.slice(-shownLines).map((line) => `    ${line}`),
  ].join("\n")
}

/** A batch this large must meet every fault and reach every cell; a smaller one may miss some. */
const wholeBatch = 1_000

/** What the batch itself missed; nothing where it is too small to tell. */
export function missing({ seeds, coverage }: BatchResult, expected: Expectation): readonly string[] {
  return seeds < wholeBatch ? [] : gaps(coverage, expected)
}
