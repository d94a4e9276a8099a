import postgres from "postgres"
import type { TestProject } from "vitest/node"
import { setup } from "#tests/support/global-setup.ts"
import { templateName } from "#tests/support/template-name.ts"
import { portExpectation, stripeExpectation } from "./coverage.ts"
import type { ConnectGround, OpenGround } from "./ground.ts"
import { openGround } from "./ground.ts"
import type { BatchResult } from "./simulate-batch.ts"
import { describeFailure, missing, simulateBatch } from "./simulate-batch.ts"
import { connectStripe } from "./stripe/stripe-ground.ts"

/** With whom the payments of a simulation are: in memory in the words of our port, or Stripe's client with the sandbox. */
export const simulatedAcquirers = ["simulated", "stripe"] as const
export type SimulatedAcquirer = (typeof simulatedAcquirers)[number]

const connects: Readonly<Record<SimulatedAcquirer, ConnectGround | undefined>> = {
  simulated: undefined,
  stripe: connectStripe,
}

const expectations = { simulated: portExpectation, stripe: stripeExpectation } as const

/** Which seeds, and whether everything that happened is told. */
export interface SimulationOptions {
  readonly seeds: number
  readonly from: number
  readonly trace: boolean
  readonly acquirer: SimulatedAcquirer
}

/** To whom it is told, and when to stop. */
export interface Watch {
  readonly tell: (line: string) => void
  readonly signal: AbortSignal
}

/** While one waits for PostgreSQL, the other runs. */
const lanes = 2
const tellEverySeeds = 100
const shownFailures = 10

/** Runs seeds on a throw-away PostgreSQL of its own. True where a promise was broken or something was not reached. */
export async function runSimulation(options: SimulationOptions, watch: Watch): Promise<boolean> {
  const { acquirer } = options
  const { url, stop } = await startPostgres()
  const grounds: OpenGround[] = []
  try {
    for (let lane = 0; lane < lanes; lane += 1)
      grounds.push(await openGround(await newDatabase(url, lane), connects[acquirer]))
    return tellResult(await runSeeds(options, grounds, watch), acquirer, watch)
  } finally {
    await Promise.all(grounds.map((ground) => ground.close()))
    await stop()
  }
}

/** The PostgreSQL of a test run, with its migrated template, and with somebody who ends it whatever becomes of us. */
async function startPostgres() {
  const urls: string[] = []
  const project = { provide: (_: string, url: string) => urls.push(url) } as unknown as TestProject
  const stop = await setup(project)
  const [url] = urls
  if (url === undefined) throw new Error("PostgreSQL has no address")
  return { url, stop }
}

async function newDatabase(adminUrl: string, lane: number): Promise<string> {
  const name = `simulation_${lane}`
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} })
  await sql.unsafe(`CREATE DATABASE ${name} TEMPLATE ${templateName}`)
  await sql.end()
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.href
}

async function runSeeds(
  { seeds, from, trace, acquirer }: SimulationOptions,
  grounds: readonly OpenGround[],
  { tell, signal }: Watch,
): Promise<BatchResult> {
  const began = performance.now()
  let failed = 0
  return await simulateBatch({
    from,
    seeds,
    grounds,
    signal,
    report: (result, done) => {
      if (trace) tell(result.trace.join("\n"))
      if (result.violations.length > 0) {
        failed += 1
        if (failed <= shownFailures) tell(describeFailure(result, ` --acquirer ${acquirer}`))
      }
      if (done % tellEverySeeds !== 0) return
      const rate = (done / (performance.now() - began)) * 1_000
      tell(`${done} of ${seeds} seeds, ${rate.toFixed(1)} a second, ${failed} failed`)
    },
  })
}

function tellResult(result: BatchResult, acquirer: SimulatedAcquirer, { tell }: Watch): boolean {
  const { seeds, milliseconds, failed } = result
  const gaps = missing(result, expectations[acquirer])
  for (const gap of gaps) tell(`✗ ${gap}`)
  const time = `${(milliseconds / 1_000).toFixed(1)} s, ${((seeds / milliseconds) * 1_000).toFixed(1)} seeds a second`
  tell(
    `${failed.length === 0 ? "✓ every promise was kept" : `✗ ${failed.length} failed`}: ${seeds} seeds, ${time}`,
  )
  return failed.length > 0 || gaps.length > 0
}
