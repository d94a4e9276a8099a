import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { filesIn } from "#tests/structure/source-files.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import type { Coverage } from "./coverage.ts"
import { gaps, newCoverage } from "./coverage.ts"
import type { OpenGround } from "./ground.ts"
import { openGround } from "./ground.ts"
import { describeFailure, simulateBatch } from "./simulate-batch.ts"
import { simulateSeed } from "./simulate-seed.ts"
import { works } from "./work.ts"

/** Half a minute of work. While something was not met, as many again may meet it. */
const seedsOfRound = 250
const mostRounds = 5
const deadlineMilliseconds = 600_000

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

/** The hash of every seed, whatever ran before it on its ground. */
const hashes = new Map<number, string>()

async function runRound(round: number, coverage: Coverage): Promise<void> {
  const batch = await simulateBatch({
    from: 1 + round * seedsOfRound,
    seeds: seedsOfRound,
    grounds,
    coverage,
    report: ({ seed, hash }, done) => {
      hashes.set(seed, hash)
      if (done % 100 === 0) process.stdout.write(`simulation: ${round * seedsOfRound + done} seeds\n`)
    },
  })
  expect(batch.failed.map((seed) => describeFailure(seed))).toEqual([])
  expect(batch.seeds).toBe(seedsOfRound)
}

describe("a simulated batch", () => {
  it(
    "keeps every promise, and meets every fault and every move on its way",
    async () => {
      const coverage = newCoverage()
      for (let round = 0; round < mostRounds && gaps(coverage).length > 0; round += 1) {
        await runRound(round, coverage)
      }
      expect(gaps(coverage)).toEqual([])
    },
    deadlineMilliseconds,
  )
})

describe("a seed", () => {
  it.each([3, 5, 7, 11, 13, 14])(
    "%i is the same run on a fresh database and after many others",
    async (seed) => {
      const again = await simulateSeed(await newGround(), seed)
      expect(again.trace.length).toBeGreaterThan(10)
      expect(again.hash).toBe(hashes.get(seed))
    },
  )

  it("is not the run of its neighbour", () => {
    expect(new Set(hashes.values()).size).toBe(hashes.size)
    expect(hashes.size).toBeGreaterThanOrEqual(seedsOfRound)
  })
})

describe("the workers of a simulation", () => {
  it("have every job of the worker", () => {
    const files = filesIn("checkout-server/jobs", [".ts"])
    const names = files.flatMap(({ text }) => /\bname: "([a-z-]+)"/.exec(text)?.[1] ?? [])
    expect(names.length).toBeGreaterThan(4)
    expect(works.map(({ job }) => job.name).toSorted()).toEqual(names.toSorted())
  })
})
