import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Coverage } from "#tests/simulation/coverage.ts"
import { gaps, newCoverage, stripeExpectation } from "#tests/simulation/coverage.ts"
import type { OpenGround } from "#tests/simulation/ground.ts"
import { openGround } from "#tests/simulation/ground.ts"
import { describeFailure, simulateBatch } from "#tests/simulation/simulate-batch.ts"
import { simulateSeed } from "#tests/simulation/simulate-seed.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import { connectStripe } from "./stripe-ground.ts"

/** Half a minute of work. While something was not met, as many again may meet it. */
const seedsOfRound = 60
const mostRounds = 5
const deadlineMilliseconds = 900_000

const grounds: OpenGround[] = []

async function newGround(): Promise<OpenGround> {
  const { url } = await createTestDatabase()
  const ground = await openGround(url, connectStripe)
  grounds.push(ground)
  return ground
}

beforeAll(async () => {
  await Promise.all([newGround(), newGround()])
})

afterAll(() => Promise.all(grounds.map((ground) => ground.close())))

const hashes = new Map<number, string>()

async function runRound(round: number, coverage: Coverage): Promise<void> {
  const batch = await simulateBatch({
    from: 1 + round * seedsOfRound,
    seeds: seedsOfRound,
    grounds,
    coverage,
    report: ({ seed, hash }, done) => {
      hashes.set(seed, hash)
      if (done % 20 === 0) process.stdout.write(`with Stripe: ${round * seedsOfRound + done} seeds\n`)
    },
  })
  expect(batch.failed.map((seed) => describeFailure(seed, " --acquirer stripe"))).toEqual([])
  expect(batch.seeds).toBe(seedsOfRound)
}

describe("a simulated batch through Stripe's client", () => {
  it(
    "keeps every promise, and meets every fault and every move that a page can meet",
    async () => {
      const coverage = newCoverage()
      for (let round = 0; round < mostRounds && gaps(coverage, stripeExpectation).length > 0; round += 1) {
        await runRound(round, coverage)
      }
      expect(gaps(coverage, stripeExpectation)).toEqual([])
    },
    deadlineMilliseconds,
  )

  it.each([2, 5])("runs seed %i the same way on a fresh database", async (seed) => {
    const again = await simulateSeed(await newGround(), seed)
    expect(again.trace.length).toBeGreaterThan(10)
    expect(again.hash).toBe(hashes.get(seed))
  })
})
