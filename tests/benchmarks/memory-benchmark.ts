import type { StackProcesses } from "#commands/stack.ts"
import type { Figure } from "./figures.ts"
import type { Bench } from "./plan.ts"
import { createRequests } from "./requests.ts"
import { residentBytes } from "./resident-memory.ts"
import { withWorkbench } from "./workbench.ts"

const clients = 8
const wantedMegabytes = 250
const names: readonly (keyof StackProcesses)[] = ["checkout", "worker", "sandboxAcquirer", "demo"]

/** What each process holds in memory after creating under load and taking payments to the receipt. */
export function memoryBenchmark(bench: Bench): Promise<readonly Figure[]> {
  const { plan, tell } = bench
  return withWorkbench(bench, async ({ apiKey, processes, load, takePayments }) => {
    tell("loading every process")
    const seconds = plan.warmUpSeconds + plan.turnSeconds * plan.rounds
    await load({ clients, ends: { seconds }, requests: createRequests(apiKey), expect: 201 })
    await takePayments({ clients, count: plan.lifecycles, to: "receipt" })
    return await Promise.all(
      names.map(async (key): Promise<Figure> => {
        const { name } = processes[key]
        const pid = processes[key].pid()
        const bytes = pid === null ? null : await residentBytes(pid)
        return {
          name: `memory.${name.replaceAll("-", "_")}`,
          title: `${name}, resident after the load`,
          value: bytes === null ? null : bytes / 1_000_000,
          unit: "MB",
          target: { atMost: wantedMegabytes },
        }
      }),
    )
  })
}
