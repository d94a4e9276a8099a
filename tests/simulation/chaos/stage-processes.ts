import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { openLog } from "#commands/process-log.ts"
import type { ProcessPlan } from "#commands/stack-processes.ts"
import { processSettings } from "#commands/stack-processes.ts"
import type { ProcessSettings, SupervisedProcess } from "#commands/supervise.ts"
import { supervise } from "#commands/supervise.ts"
import type { ProcessName } from "./chaos-plan.ts"
import type { Endings } from "./endings.ts"

/** How the processes of a stage are started. */
export interface ProcessesSetup {
  readonly plan: Omit<ProcessPlan, "preload">
  readonly ports: Readonly<Record<ProcessName, number>>
  /** How wrong each one's clock goes, in milliseconds. */
  readonly clocks: Readonly<Record<ProcessName, number>>
  /** Under which the acquirer sends each account its notifications: through a link, as everything. */
  readonly notificationsUrl: string
  readonly endings: Endings
  /** Counts the warnings of all processes by their words. */
  readonly warnings: Map<string, number>
}

const clockOffset = fileURLToPath(new URL("clock-offset.mjs", import.meta.url))
const networkGuard = fileURLToPath(new URL("../../support/network-guard.ts", import.meta.url))

/** At the end everything has been looked at, or somebody pressed Ctrl-C: nothing in flight is waited for. */
const hurryAfter = 2_000

/** Starts two checkouts, two workers and the acquirer, each under its supervisor, and waits until they answer. */
export async function startProcesses(
  setup: ProcessesSetup,
): Promise<Readonly<Record<ProcessName, SupervisedProcess>>> {
  const { ports, clocks, endings } = setup
  const plan = processSettings({ ...setup.plan, preload: [networkGuard, clockOffset] })
  const started: SupervisedProcess[] = []
  endings.add(() => Promise.all(started.map(end)))
  const begin = async (name: ProcessName, like: ProcessSettings, own: Readonly<Record<string, string>>) => {
    const log = await openLog(join(setup.plan.settings.dataFolder, "logs"), name)
    const tell = (line: string) => {
      const words = `${name}: ${line}`
      setup.warnings.set(words, (setup.warnings.get(words) ?? 0) + 1)
    }
    const readyUrl = `http://127.0.0.1:${ports[name]}/health/ready`
    const clock = { CLOCK_OFFSET_MILLISECONDS: String(clocks[name]) }
    const environment = { ...like.environment, ...clock, ...own }
    const begun = supervise({ ...like, name, readyUrl, environment }, { log, tell })
    started.push(begun)
    return begun
  }
  const checkout = (name: ProcessName) => begin(name, plan.checkout, { CHECKOUT_PORT: String(ports[name]) })
  const worker = (name: ProcessName) => begin(name, plan.worker, { WORKER_PORT: String(ports[name]) })
  const { sandboxStripeAccount } = setup.plan
  const acquirer = {
    SANDBOX_NOTIFICATION_URL: `${setup.notificationsUrl}/sandbox`,
    ...(sandboxStripeAccount === null
      ? {}
      : { SANDBOX_STRIPE_WEBHOOK_URL: `${setup.notificationsUrl}/${sandboxStripeAccount}` }),
  }
  const processes = {
    "sandbox-acquirer": await begin("sandbox-acquirer", plan.sandboxAcquirer, acquirer),
    "checkout-1": await checkout("checkout-1"),
    "checkout-2": await checkout("checkout-2"),
    "worker-1": await worker("worker-1"),
    "worker-2": await worker("worker-2"),
  }
  await Promise.all(started.map((one) => one.ready()))
  return processes
}

async function end(one: SupervisedProcess): Promise<void> {
  // Frozen, it would hear nothing of its end.
  one.kill("SIGCONT")
  const hurry = setTimeout(() => one.hurry(), hurryAfter)
  await one.stop()
  clearTimeout(hurry)
}
