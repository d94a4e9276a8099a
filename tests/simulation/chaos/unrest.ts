import { spawn } from "node:child_process"
import { setTimeout as pause } from "node:timers/promises"
import type { ChaosEvent, ChaosPlan, Freeze, LinkFault } from "./chaos-plan.ts"
import type { Endings } from "./endings.ts"
import type { Stage } from "./stage.ts"

/** Who hears what is done, and what ends it early. */
export interface UnrestWatch {
  readonly tell: (line: string) => void
  readonly endings: Endings
  readonly signal: AbortSignal
}

/** So long a worker's calls wait for answers before it freezes: it sleeps with work in its hands. */
const atWork = 3_000
/** A load balancer takes a server that does not answer out of service after so long. */
const noticedAfter = 2_000

/** Carries out the plan's events at their times. Resolves when the last one is over. Rejects where one cannot be done. */
export async function carryOutUnrest(stage: Stage, plan: ChaosPlan, watch: UnrestWatch): Promise<void> {
  const began = Date.now()
  const done = plan.events.map(async (event) => {
    await pause(Math.max(0, began + event.at - Date.now()), undefined, { signal: watch.signal })
    await carryOut(stage, event, watch)
  })
  try {
    await Promise.all(done)
  } finally {
    await Promise.allSettled(done)
  }
}

/** Takes every disturbance away. */
export async function calm(stage: Stage): Promise<void> {
  for (const link of Object.values(stage.links)) {
    link.slow(0)
    link.release()
    await link.comeBack()
  }
}

async function carryOut(stage: Stage, event: ChaosEvent, watch: UnrestWatch): Promise<void> {
  switch (event.kind) {
    case "kill":
      watch.tell(`kill ${event.process}`)
      return stage.processes[event.process].kill("SIGKILL")
    case "freeze":
      watch.tell(`freeze ${event.process} for ${event.lasts / 1_000} s`)
      return await freeze(stage, event, watch)
    case "failover": {
      watch.tell("kill the primary, promote the standby")
      await stage.database.failOver()
      return watch.tell("the standby is the primary")
    }
    default:
      return await disturb(stage, event)
  }
}

async function disturb(stage: Stage, event: LinkFault): Promise<void> {
  const link = stage.links[event.link]
  switch (event.kind) {
    case "reset":
      return link.reset()
    case "slow":
      link.slow(event.waits)
      await pause(event.lasts)
      return link.slow(0)
    case "hold":
      link.hold(event.direction)
      await pause(event.lasts)
      link.reset()
      return link.release()
    case "away":
      await link.goAway()
      await pause(event.lasts)
      return await link.comeBack()
  }
}

async function freeze(stage: Stage, event: Freeze, watch: UnrestWatch): Promise<void> {
  const pid = stage.processes[event.process].pid()
  if (pid === null) return watch.tell(`${event.process} is not there to be frozen`)
  const calls = event.process.startsWith("worker") ? [stage.links.webhooks, stage.links.acquirer] : []
  for (const link of calls) link.hold("answers")
  if (calls.length > 0) await pause(atWork)
  // A shell of its own wakes it again even where the driver has died.
  const script = 'kill -STOP "$0"; sleep "$1"; kill -CONT "$0"'
  const shell = spawn("/bin/sh", ["-c", script, String(pid), String(event.lasts / 1_000)], {
    detached: true,
    stdio: "ignore",
  })
  watch.endings.add(() => {
    if (shell.pid !== undefined && shell.exitCode === null) process.kill(-shell.pid)
  })
  const over = new Promise((resolve) => shell.once("exit", resolve))
  await Promise.race([over, pause(noticedAfter)])
  for (const link of calls) link.release()
  const others = takenOutOfService(stage, stage.ports[event.process])
  await over
  others()
}

/** Leads payees and notifications to the servers besides this one, until the returned function is called. */
function takenOutOfService(stage: Stage, port: number): () => void {
  const { ports, links } = stage
  const all = [ports["checkout-1"], ports["checkout-2"]]
  if (!all.includes(port)) return () => {}
  for (const link of [links.payees, links.notifications]) {
    link.leadTo(all.filter((one) => one !== port))
    link.reset(port)
  }
  return () => {
    for (const link of [links.payees, links.notifications]) link.leadTo(all)
  }
}
