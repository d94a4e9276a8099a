import { createBenchmark } from "./create-benchmark.ts"
import type { Figure } from "./figures.ts"
import { growthBenchmark } from "./growth-benchmark.ts"
import { latencyBenchmark } from "./latency-benchmark.ts"
import { lifecycleBenchmark } from "./lifecycle-benchmark.ts"
import { memoryBenchmark } from "./memory-benchmark.ts"
import type { Bench } from "./plan.ts"
import { webhooksBenchmark } from "./webhooks-benchmark.ts"

/** A part of `npm run bench`. Each opens a Civic Pay of its own, so that none finds what another left. */
export interface Benchmark {
  /** What `--only` calls it. */
  readonly name: string
  readonly title: string
  readonly run: (bench: Bench) => Promise<readonly Figure[]>
}

export const benchmarks: readonly Benchmark[] = [
  { name: "create", title: "Creating payments", run: createBenchmark },
  { name: "lifecycle", title: "A whole payment", run: lifecycleBenchmark },
  { name: "latency", title: "How long an answer takes", run: latencyBenchmark },
  { name: "webhooks", title: "Delivering webhooks", run: webhooksBenchmark },
  { name: "memory", title: "Memory", run: memoryBenchmark },
  { name: "growth", title: "With many payments stored", run: growthBenchmark },
]
