import { nodeKeyedSecrets } from "#adapters/keyed-secrets-node.ts"
import type { Outside } from "#checkout-server/outside.ts"
import { later } from "#domain/instant.ts"
import type { Job } from "#jobs/job.ts"
import type { LogFields } from "#ports/log.ts"
import { interposedDatabase } from "#tests/support/interposed-database.ts"
import { onlyAcquirer } from "#tests/support/outside.ts"
import { Crashed } from "./injected-fault.ts"
import { databaseOf } from "./simulated-database.ts"
import { simulatedReceiver } from "./simulated-receiver.ts"
import type { VirtualTime } from "./virtual-time.ts"
import { inVirtualTime } from "./virtual-time.ts"
import type { World } from "./world.ts"

/** The key of the simulated council's processes. */
export const secretsKey = new Uint8Array(32).fill(7)
const secrets = nodeKeyedSecrets(secretsKey)

/** The most that a server's clock is wrong. */
export const clockOffsetMilliseconds = 2_000

/** One process of ours, as the others see it: it works, and it can die at any step. */
export class SimulatedProcess {
  readonly name: string
  readonly outside: Outside
  readonly #world: World
  readonly #callers = new Set<(crashed: Crashed) => void>()
  readonly #running = new Map<string, number>()

  constructor(world: World, name: string) {
    this.name = name
    this.#world = world
    this.outside = outsideOf(world, this)
  }

  /** Somebody asks this process for something. Rejects where it fails, and where the process dies meanwhile. */
  async ask<T>(label: string, work: (outside: Outside) => Promise<T>): Promise<T> {
    return await new Promise<T>((resolve, reject) => {
      this.#callers.add(reject)
      const forget = () => this.#callers.delete(reject)
      void inVirtualTime(timeOf(this.#world, this), () => work(this.outside))
        .then(resolve, (error: unknown) => {
          this.#world.failed(`${this.name} ${label}`, error)
          reject(error)
        })
        .finally(forget)
    })
  }

  /** Runs a job once. */
  async run(job: Job): Promise<void> {
    this.#running.set(job.name, this.running(job) + 1)
    await this.ask(job.name, (outside) => job.run(outside)).catch(() => 0)
    this.#running.set(job.name, this.running(job) - 1)
  }

  /** How many runs of a job are under way here. */
  running(job: Job): number {
    return this.#running.get(job.name) ?? 0
  }

  /** Drops everything that this process was doing, for ever. */
  crash(): void {
    this.#world.scheduler.drop(this)
    for (const tell of this.#callers) tell(new Crashed(`${this.name} died`))
  }
}

function outsideOf(world: World, process: SimulatedProcess): Outside {
  const offset = clockOffset(world, process)
  return {
    db: interposedDatabase(world.ground.database, databaseOf(world, process)),
    mode: "test",
    acquirers: onlyAcquirer(world.books.wayOf(process)),
    clock: {
      now: () => later(world.now, offset),
      wait: timeOf(world, process).wait,
    },
    ids: { next: () => world.ids.text(26), fraction: () => world.ids.fraction() },
    secrets,
    webhookSender: simulatedReceiver(world, process),
    log: { info: () => {}, warn: logTo(world, process), error: logTo(world, process) },
    addresses: { checkout: "https://pay.example" },
    limits: { authorise: 50_000, prepare: 15_000, capture: 15_000, fetch: 10_000 },
  }
}

function timeOf(world: World, process: SimulatedProcess): VirtualTime {
  return {
    now: () => world.now,
    wait: (milliseconds) =>
      world.scheduler.park(process, `${process.name} waits`, later(world.now, milliseconds)),
  }
}

function clockOffset(world: World, process: SimulatedProcess): number {
  if (!world.trouble(world.weather.crash + world.weather.database, ["clock_offset"])) return 0
  world.meet("clock_offset", process.name)
  return world.random.below(2 * clockOffsetMilliseconds) - clockOffsetMilliseconds
}

/** Warnings and errors belong to the trace; their fields hold ids. */
function logTo(world: World, process: SimulatedProcess) {
  return (fields: LogFields, message: string) => {
    const about = typeof fields["payment_id"] === "string" ? ` ${world.labelOf(fields["payment_id"])}` : ""
    world.note(`${process.name} logs: ${message}${about}`)
  }
}
