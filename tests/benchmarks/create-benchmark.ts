import { type Figure, median, medianRatio } from "./figures.ts"
import { forkProcess } from "./forked.ts"
import type { BareOrder, Listening } from "./orders.ts"
import { openPgbench } from "./pgbench.ts"
import type { Bench } from "./plan.ts"
import { createRequests } from "./requests.ts"
import { inTurns } from "./turns.ts"
import { type Workbench, withWorkbench } from "./workbench.ts"

const clientCounts = [1, 8, 32] as const
/** At so many clients the target counts: enough to be busy, too few to only queue. */
const targetClients = 8
const wantedShare = 0.7

/** One way to create payments: runs for some seconds and answers its rate. */
type Contender = (clients: number, seconds: number) => Promise<number>

interface Contenders {
  readonly civicPay: Contender
  readonly bare: Contender
  readonly pgbench: Contender | null
}

/** Creating payments, against a bare endpoint and against pgbench doing the same inserts in the same database. */
export async function createBenchmark(bench: Bench): Promise<readonly Figure[]> {
  const bare = forkProcess<BareOrder, Listening>("bare-process", bench.signal)
  try {
    return await withWorkbench(bench, async (workbench) => {
      const { checkoutDatabaseUrl: databaseUrl, owner } = workbench
      const { origin } = await bare.ask({ databaseUrl, owner })
      const pgbench = await openPgbench(workbench, bench.signal)
      return await compare(bench, {
        civicPay: creating(workbench),
        bare: creating(workbench, origin),
        pgbench: pgbench === null ? null : (clients, seconds) => pgbench.run(clients, seconds),
      })
    })
  } finally {
    await bare.stop()
  }
}

function creating(workbench: Workbench, origin: string = workbench.checkout): Contender {
  const requests = createRequests(workbench.apiKey)
  return async (clients, seconds) => {
    const sent = await workbench.load({ origin, clients, ends: { seconds }, requests, expect: 201 })
    return sent.milliseconds.length / sent.seconds
  }
}

async function compare(
  { plan, tell, signal }: Bench,
  { civicPay, bare, pgbench }: Contenders,
): Promise<readonly Figure[]> {
  for (const warm of [civicPay, bare]) await warm(targetClients, plan.warmUpSeconds)
  const figures: Figure[] = []
  for (const clients of clientCounts) {
    signal.throwIfAborted()
    tell(`creating with ${clients} at once`)
    const contenders = pgbench === null ? [civicPay, bare] : [civicPay, bare, pgbench]
    const turns = contenders.map((contender) => () => contender(clients, plan.turnSeconds))
    figures.push(...figuresFor(clients, await inTurns(plan.rounds, turns)))
  }
  return figures
}

function figuresFor(clients: number, rates: readonly (readonly number[])[]): readonly Figure[] {
  const [civicPay = [], bare = [], pgbench] = rates
  const at = `${clients} at once`
  const target = clients === targetClients ? { target: { atLeast: wantedShare } } : {}
  const missing = pgbench === undefined ? { note: "pgbench is not installed" } : {}
  const rate = (name: string, title: string, values: readonly number[]): Figure => ({
    name: `create.${name}.${clients}`,
    title: `${at}: ${title}`,
    value: median(values),
    unit: "/s",
  })
  const ratio = (name: string, title: string, others: readonly number[]): Figure => ({
    name: `create.ratio_${name}.${clients}`,
    title: `${at}: ${title}`,
    value: medianRatio(civicPay, others),
    unit: "×",
  })
  return [
    rate("civic_pay", "Civic Pay", civicPay),
    rate("bare", "bare endpoint", bare),
    { ...rate("pgbench", "pgbench", pgbench ?? []), ...missing },
    { ...ratio("bare", "Civic Pay / bare endpoint", bare), ...target },
    { ...ratio("pgbench", "Civic Pay / pgbench", pgbench ?? []), ...missing },
  ]
}
