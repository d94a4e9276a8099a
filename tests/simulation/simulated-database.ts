import type { ErrorCode, Inside, Interposer } from "#tests/support/interposed-database.ts"
import type { FaultName, TransactionFault } from "./faults.ts"
import { transactionFaults } from "./faults.ts"
import { Crashed, conflict, connectionLost } from "./injected-fault.ts"
import type { SimulatedProcess } from "./simulated-process.ts"
import { inRealTime } from "./virtual-time.ts"
import type { World } from "./world.ts"

type Trouble = TransactionFault | "crash_before_begin" | "crash_before_commit" | "crash_after_commit"

/** Work of few statements is hit at one of them, of fewer at its commit. */
const statementsHit = 4

const conflicts: Partial<Record<Trouble, ErrorCode>> = {
  serialization_failure: "40001",
  deadlock: "40P01",
}

/** The way of one process to the database: each read and each transaction waits for its turn, and may meet trouble. */
export function databaseOf(world: World, process: SimulatedProcess): Interposer {
  return {
    read: async (point, run) => {
      const where = await turn(world, process, point)
      const { crash, database } = world.weather
      if (world.trouble(crash / 2, ["crash_before_read"]))
        return await die(world, process, where, "crash_before_read")
      if (world.trouble(database, ["read_lost"])) {
        world.meet("read_lost", where)
        throw connectionLost((codes) => world.random.pick(codes))
      }
      return await world.scheduler.busy(() => inRealTime(run))
    },
    transaction: async (point, run) => {
      const where = await turn(world, process, point)
      const trouble = chooseTrouble(world)
      if (trouble === null) return await world.scheduler.busy(() => inRealTime(() => run({})))
      return await troubled({ world, process, where, trouble }, run)
    },
  }
}

async function turn(world: World, process: SimulatedProcess, point: string): Promise<string> {
  const where = `${process.name} ${point}`
  await world.scheduler.park(process, where)
  return where
}

function chooseTrouble(world: World): Trouble | null {
  const { crash, database } = world.weather
  return (
    world.trouble<Trouble>(database, transactionFaults) ??
    world.trouble<Trouble>(crash, ["crash_before_begin", "crash_before_commit", "crash_after_commit"])
  )
}

interface Troubled {
  readonly world: World
  readonly process: SimulatedProcess
  readonly where: string
  readonly trouble: Trouble
}

async function troubled<T>(
  { world, process, where, trouble }: Troubled,
  run: (inside: Inside) => Promise<T>,
): Promise<T> {
  const lost = () => connectionLost((codes) => world.random.pick(codes))
  if (trouble === "crash_before_begin") return await die(world, process, where, trouble)
  world.meet(trouble, where)
  if (trouble === "lost_before_begin") throw lost()
  try {
    const answer = await world.scheduler.busy(() => inRealTime(() => run(insideOf(world, trouble))))
    if (trouble === "lost_at_commit_done") throw lost()
    if (trouble !== "crash_after_commit") return answer
  } catch (error) {
    if (trouble !== "crash_before_commit" || !(error instanceof Crashed)) throw error
  }
  world.crash(process)
  return await never()
}

/** What goes wrong between begin and commit. */
function insideOf(world: World, trouble: Trouble): Inside {
  const hit = 1 + world.random.below(statementsHit)
  const code = conflicts[trouble]
  const lost = connectionLost((codes) => world.random.pick(codes))
  switch (trouble) {
    case "lost_before_commit":
      return {
        statement: (number) => {
          if (number >= hit) throw lost
          return null
        },
        commit: () => {
          throw lost
        },
      }
    case "serialization_failure":
    case "deadlock":
      return {
        statement: (number) => (number === hit && code !== undefined ? code : null),
        commit: () => {
          throw conflict(code ?? "40001")
        },
      }
    case "lost_at_commit_undone":
      return {
        commit: () => {
          throw lost
        },
      }
    case "crash_before_commit":
      return {
        commit: () => {
          throw new Crashed("before the commit")
        },
      }
    default:
      return {}
  }
}

/** The process dies here; whoever waits for this step waits for ever. */
export async function die(
  world: World,
  process: SimulatedProcess,
  where: string,
  crash: Extract<FaultName, `crash_${string}`>,
): Promise<never> {
  world.meet(crash, where)
  world.crash(process)
  return await never()
}

function never(): Promise<never> {
  return new Promise(() => {})
}
