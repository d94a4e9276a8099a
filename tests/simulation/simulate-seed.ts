import { basketPayee } from "./basket-payee.ts"
import { buyer } from "./buyer.ts"
import { chaos } from "./chaos.ts"
import { endsOfAnswers } from "./check-answers.ts"
import { checkEnd } from "./checks.ts"
import { cellOf } from "./coverage.ts"
import { drain } from "./drain.ts"
import type { EndState } from "./end-state.ts"
import { readEndState } from "./end-state.ts"
import type { FaultName } from "./faults.ts"
import type { OpenGround } from "./ground.ts"
import type { PageMove } from "./page-moves.ts"
import { movesAtEnd } from "./page-moves.ts"
import { SimulatedProcess } from "./simulated-process.ts"
import { World } from "./world.ts"

/** What became of one seed. */
export interface SeedResult {
  readonly seed: number
  /** Two runs of a seed are the same run when these are the same. */
  readonly hash: string
  readonly trace: readonly string[]
  readonly faults: ReadonlyMap<FaultName, number>
  /** Every line of every payment's history: state, event and state; and how its disputes were answered. */
  readonly transitions: readonly string[]
  /** What happened where the acquirer has a page of its own. */
  readonly moves: ReadonlyMap<PageMove, number>
  /** What should never happen; empty where all is well. */
  readonly violations: readonly string[]
}

/** Runs one seed from an empty database to its end, and checks what it left. */
export async function simulateSeed(ground: OpenGround, seed: number): Promise<SeedResult> {
  const world = new World(seed, ground, (own, name) => new SimulatedProcess(own, name))
  const payments = world.random.weighted([
    [1, 5],
    [2, 3],
    [3, 1],
  ] as const)
  for (let number = 1; number <= payments; number += 1) {
    const label = `payment ${number}`
    send(world, world.random.chance(0.15) ? basketPayee(world, label) : buyer(world, label))
  }
  await world.scheduler.quiet()
  await chaos(world, payments)
  await drain(world)
  const end = await readEndState(ground.owner)
  world.violations.push(...checkEnd(world, end))
  const transitions = tell(world, end)
  for (const move of movesAtEnd(world, end)) world.reach(move, "the end")
  await ground.clear()
  return {
    seed,
    hash: world.trace.hash(),
    trace: world.trace.lines,
    faults: world.trace.faults,
    transitions,
    moves: world.trace.moves,
    violations: world.violations,
  }
}

function send(world: World, person: Promise<void>): void {
  world.people += 1
  void person
    .catch((error: unknown) => world.failed("somebody", error))
    .finally(() => {
      world.people -= 1
    })
}

/** Writes what became of each payment into the trace, and answers its moves. */
function tell(world: World, end: EndState): readonly string[] {
  for (const payment of end.payment) {
    const history = end.payment_event.filter((one) => one.payment_id === payment.id)
    const moves = history.map(({ event, to_state, door }) => `${event} by ${door}: ${to_state}`)
    world.note(`${world.labelOf(payment.id)}: ${moves.join(", ")}; captured ${payment.captured}`)
  }
  const cells = end.payment_event.map(({ from_state, event, to_state }) =>
    cellOf(from_state, event, to_state),
  )
  return [...cells, ...endsOfAnswers(end)]
}
