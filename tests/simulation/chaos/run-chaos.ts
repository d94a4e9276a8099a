import "#tests/support/network-guard.ts"
import { setTimeout as pause } from "node:timers/promises"
import type { SupervisedProcess } from "#commands/supervise.ts"
import type { Violation } from "#tests/simulation/invariants.ts"
import { Acknowledged } from "./acknowledged.ts"
import type { Buyer } from "./buyer.ts"
import { createBuyer } from "./buyer.ts"
import type { ChaosOptions, ChaosPlan } from "./chaos-plan.ts"
import { planChaos } from "./chaos-plan.ts"
import { drain } from "./drain.ts"
import { Endings, makeFolder } from "./endings.ts"
import type { Load } from "./load.ts"
import { startLoad } from "./load.ts"
import type { Stage } from "./stage.ts"
import { startStage } from "./stage.ts"
import { calm, carryOutUnrest } from "./unrest.ts"
import { judge } from "./verdict.ts"

/** What a run tells while it runs, and what ends it early. */
export interface ChaosWatch {
  readonly tell: (line: string) => void
  readonly signal: AbortSignal
}

/** How a run ended. */
export interface ChaosVerdict {
  readonly violations: readonly Violation[]
  /** Where the logs are kept; null where nothing is wrong. */
  readonly folder: string | null
}

const progressPeriod = 15_000
/** A process that has just died is started again within half a minute. */
const livesAgainDeadline = 60_000
const pollPeriod = 100
/** The most frequent ones say what is going on. */
const mostWarnings = 15

/**
 * Lets payees pay while processes, networks and a database fail, calms everything down, and looks at what became of
 * the money. Ends everything that it started, however it ends.
 */
export async function runChaos(options: ChaosOptions, watch: ChaosWatch): Promise<ChaosVerdict> {
  const plan = planChaos(options)
  const endings = new Endings()
  const folder = await makeFolder(endings)
  try {
    watch.tell("starting databases and processes")
    const stage = await startStage(folder.path, plan, endings)
    watch.signal.throwIfAborted()
    const violations = await disturbAndJudge(stage, plan, { ...watch, endings })
    if (violations.length > 0) folder.keep()
    return { violations, folder: violations.length > 0 ? folder.path : null }
  } catch (error) {
    if (!watch.signal.aborted) {
      folder.keep()
      watch.tell(`everything is kept in ${folder.path}`)
    }
    throw error
  } finally {
    await endings.run()
  }
}

async function disturbAndJudge(
  stage: Stage,
  plan: ChaosPlan,
  watch: ChaosWatch & { readonly endings: Endings },
): Promise<readonly Violation[]> {
  const began = Date.now()
  const tell = (line: string) => {
    const seconds = ((Date.now() - began) / 1_000).toFixed(0).padStart(4)
    watch.tell(`${seconds} s  ${line}`)
  }
  const acknowledged = new Acknowledged()
  const buyer = createBuyer(stage.checkoutUrl, stage.apiKey, acknowledged)
  const load = startLoad(plan, { buyer, acknowledged, signal: watch.signal })
  const progress = () => tell(progressOf(load, acknowledged, stage))
  const timer = setInterval(progress, progressPeriod)
  watch.endings.add(() => clearInterval(timer))
  await Promise.all([load.done, carryOutUnrest(stage, plan, { ...watch, tell })])
  clearInterval(timer)
  progress()
  tell(refundsOf(buyer))
  tell("calm: nothing fails any more")
  await calm(stage)
  await Promise.all(Object.values(stage.processes).map(untilReady))
  await stage.database.paired()
  watch.signal.throwIfAborted()
  const drained = await drain(stage.database.owner(), stage.acquirerDatabase, {
    tell,
    signal: watch.signal,
  })
  tell(`drained, with ${(drained.aged / 60_000).toFixed(0)} minutes let pass in the databases`)
  for (const line of warningsOf(stage)) watch.tell(line)
  return await judge(stage, drained, acknowledged)
}

/** A process may be between two lives. */
async function untilReady(one: SupervisedProcess): Promise<void> {
  const deadline = Date.now() + livesAgainDeadline
  while (one.pid() === null) {
    if (Date.now() > deadline) throw new Error(`${one.name} did not live again`)
    await pause(pollPeriod)
  }
  await one.ready()
}

function progressOf({ count }: Load, acknowledged: Acknowledged, { receiver }: Stage): string {
  const { begun, not_created: lost, ...ends } = count
  const ended = Object.entries(ends).map(([end, number]) => `${number} ${end}`)
  const { created, captured, cancelled, refunded } = acknowledged
  return [
    `${begun} payments begun, ${created.size} created, ${lost} not; payees: ${ended.join(", ")}`,
    `buyer: ${captured.size} captured, ${cancelled.size} cancelled, ${refunded.size} refunds`,
    `${receiver.received.length} webhooks`,
  ].join("; ")
}

function refundsOf({ offersRefunds }: Buyer): string {
  if (offersRefunds === null) return "no refund was asked for"
  return offersRefunds ? "refunds are offered" : "refunds are not offered yet: left out"
}

function warningsOf({ warnings }: Stage): readonly string[] {
  const sorted = [...warnings].toSorted(([, one], [, other]) => other - one)
  return sorted.slice(0, mostWarnings).map(([words, times]) => `${String(times).padStart(6)} × ${words}`)
}
