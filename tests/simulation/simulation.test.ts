import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { filesIn } from "#tests/structure/source-files.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import { gaps } from "./coverage.ts"
import type { OpenGround } from "./ground.ts"
import { openGround } from "./ground.ts"
import type { BatchResult } from "./simulate-batch.ts"
import { describeFailure, simulateBatch } from "./simulate-batch.ts"
import { simulateSeed } from "./simulate-seed.ts"
import { works } from "./work.ts"

/** As many as a minute or two allows. Where these leave gaps, as many again must close them. */
const seeds = 400
const deadlineMilliseconds = 300_000
const grounds: OpenGround[] = []

async function newGround(): Promise<OpenGround> {
  const { url } = await createTestDatabase()
  const ground = await openGround(url)
  grounds.push(ground)
  return ground
}

beforeAll(async () => {
  await Promise.all([newGround(), newGround()])
})

afterAll(() => Promise.all(grounds.map((ground) => ground.close())))

async function run(from: number): Promise<BatchResult> {
  const batch = await simulateBatch({
    from,
    seeds,
    grounds,
    report: (_, done) => {
      if (done % 100 === 0)
        process.stdout.write(`simulation: seeds ${from} to ${from + done - 1} of ${seeds}\n`)
    },
  })
  expect(batch.failed.map(describeFailure)).toEqual([])
  expect(batch.seeds).toBe(seeds)
  return batch
}

describe("a simulated batch", () => {
  it("keeps every promise, and meets every fault and every move on its way", {
    timeout: deadlineMilliseconds,
  }, async () => {
    const { coverage } = await run(1)
    const open = gaps(coverage)
    if (open.length > 0) {
      const more = await run(1 + seeds)
      expect(open.filter((gap) => gaps(more.coverage).includes(gap))).toEqual([])
    }
  })
})

describe("the workers of a simulation", () => {
  it("have every job of the worker", () => {
    const files = filesIn("checkout-server/jobs", [".ts"]).map(
      ({ text }) => /\bname: "([a-z-]+)"/.exec(text)?.[1],
    )
    const names = files.filter((name) => name !== undefined)
    expect(names.length).toBeGreaterThan(4)
    expect(works.map(({ job }) => job.name).toSorted()).toEqual(names.toSorted())
  })
})

describe("a seed", () => {
  it.each([1, 2, 3, 4])("%i is the same run again on a fresh database", async (seed) => {
    const first = await simulateSeed(await newGround(), seed)
    const second = await simulateSeed(await newGround(), seed)
    expect(second.trace).toEqual(first.trace)
    expect(second.hash).toBe(first.hash)
    expect(first.trace.length).toBeGreaterThan(20)
  })

  it("differs from its neighbour", async () => {
    const [ground] = grounds
    if (!ground) throw new Error("no ground")
    const one = await simulateSeed(ground, 5)
    const other = await simulateSeed(ground, 6)
    expect(other.hash).not.toBe(one.hash)
  })
})
