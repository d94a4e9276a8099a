import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type postgres from "postgres"
import { type Figure, quantile } from "./figures.ts"
import { forkProcess } from "./forked.ts"
import type { Received, ReceiverOrder } from "./orders.ts"
import type { Bench } from "./plan.ts"
import { pointWebhooksAt, received } from "./receive-webhooks.ts"
import type { Asked } from "./statement-log.ts"
import { until } from "./until.ts"
import { watchStatements } from "./watch-statements.ts"
import { type Workbench, withWorkbench } from "./workbench.ts"

const clients = 8
/** The buyer is told of a payment twice: that it was started, and that it is paid. */
const webhooksEach = 2

/** A payment from creation to its webhook: how many a second, and what one asks of database and acquirer. */
export async function lifecycleBenchmark(bench: Bench): Promise<readonly Figure[]> {
  const receiver = forkProcess<ReceiverOrder, Received>("receiver-process", bench.signal)
  try {
    const { origin } = await receiver.ask("listen")
    return await withWorkbench(bench, async (workbench) => {
      await pointWebhooksAt(workbench.sql, origin)
      const pay = async (payees: number, count: number) => {
        await receiver.ask("forget")
        const startedAt = Date.now()
        const taken = await workbench.takePayments({ clients: payees, count, to: "receipt" })
        const { lastAt } = await received(receiver, count * webhooksEach, bench.signal)
        await notificationsDone(workbench.sql, bench.signal)
        return { milliseconds: taken.milliseconds, seconds: (lastAt - startedAt) / 1_000 }
      }
      await pay(clients, clients)
      bench.tell(`${bench.plan.lifecycles} payments, ${clients} at once`)
      const timed = await pay(clients, bench.plan.lifecycles)
      bench.tell("counting statements")
      const each = await countEach(bench, workbench, (count) => pay(1, count))
      return [...rateFigures(bench.plan.lifecycles, timed), ...each]
    })
  } finally {
    await receiver.stop()
  }
}

/** Waits until the acquirer has notified of every paid payment, and the worker has asked it back. */
async function notificationsDone(sql: postgres.Sql, signal: AbortSignal): Promise<void> {
  await until(signal, "the acquirer's notifications", async () => {
    const [row] = await sql<{ missing: boolean }[]>`
      select count(*) filter (where state = 'processed')
        < (select count(*) from payment where state = 'captured') as missing from acquirer_notification`
    return row?.missing === false
  })
}

function rateFigures(
  count: number,
  timed: { readonly milliseconds: readonly number[]; readonly seconds: number },
): readonly Figure[] {
  return [
    {
      name: "lifecycle.rate",
      title: `create to webhook, ${clients} at once`,
      value: count / timed.seconds,
      unit: "/s",
    },
    {
      name: "lifecycle.p95",
      title: `create to receipt, ${clients} at once: p95`,
      value: quantile(timed.milliseconds, 0.95),
      unit: "ms",
    },
  ]
}

/** One payee after another. What the worker asks while there is nothing to do is taken off. */
async function countEach(
  { plan }: Bench,
  workbench: Workbench,
  pay: (count: number) => Promise<{ readonly seconds: number }>,
): Promise<readonly Figure[]> {
  const { sql } = workbench
  const count = plan.countedLifecycles
  const callsBefore = await acquirerCalls(workbench)
  let seconds = 0
  const busy = await watchStatements(sql, async () => {
    seconds = (await pay(count)).seconds
  })
  const calls = (await acquirerCalls(workbench)) - callsBefore
  const idle = await watchStatements(sql, async () => {
    await sql`select pg_sleep(${seconds})`
  })
  const nothing: Asked = { statements: 0, transactions: 0 }
  const each = (program: string, kind: keyof Asked) =>
    ((busy.get(program) ?? nothing)[kind] - (idle.get(program) ?? nothing)[kind]) / count
  const programs = ["checkout-server", "worker"]
  return [
    ...programs.flatMap((program) =>
      (["statements", "transactions"] as const).map(
        (kind): Figure => ({
          name: `lifecycle.${kind}.${program.replaceAll("-", "_")}`,
          title: `${kind} of a payment, ${program}`,
          value: each(program, kind),
          unit: "each",
        }),
      ),
    ),
    {
      name: "lifecycle.acquirer_calls",
      title: "calls of the acquirer for a payment",
      value: calls / count,
      unit: "each",
    },
  ]
}

/** From the acquirer's own log: each call of its API is one line. */
async function acquirerCalls({ folder }: Workbench): Promise<number> {
  const text = await readFile(join(folder, "logs", "sandbox-acquirer.log"), "utf8")
  return [...text.matchAll(/"route":"\/api\//g)].length
}
