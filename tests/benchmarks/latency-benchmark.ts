import { type Figure, quantile } from "./figures.ts"
import type { PlannedRequest } from "./orders.ts"
import type { Bench } from "./plan.ts"
import { createRequests, pageRequests } from "./requests.ts"
import { inTurns } from "./turns.ts"
import { withWorkbench } from "./workbench.ts"

const clients = 8
/** Payments whose card form is open, asked for in turn. */
const openCardForms = 40
const quantiles = [0.5, 0.95, 0.99] as const

/** How long creating and the card form take while eight ask at once. */
export function latencyBenchmark(bench: Bench): Promise<readonly Figure[]> {
  const { plan, tell } = bench
  return withWorkbench(bench, async ({ apiKey, load, takePayments }) => {
    const { pages } = await takePayments({ clients, count: openCardForms, to: "card_form" })
    const timing = (requests: readonly PlannedRequest[], expect: number) => async (seconds: number) =>
      (await load({ clients, ends: { seconds }, requests, expect })).milliseconds
    const create = timing(createRequests(apiKey), 201)
    const cardForm = timing(pageRequests(pages), 200)
    tell(`creating, and opening card forms, with ${clients} at once`)
    for (const warm of [create, cardForm]) await warm(plan.warmUpSeconds)
    const turns = [() => create(plan.turnSeconds), () => cardForm(plan.turnSeconds)]
    const [created = [], opened = []] = await inTurns(plan.rounds, turns)
    return [
      ...figuresFor("create", "create a payment", created.flat()),
      ...figuresFor("card_form", "card form", opened.flat()),
    ]
  })
}

function figuresFor(name: string, title: string, milliseconds: readonly number[]): readonly Figure[] {
  return quantiles.map((share) => ({
    name: `latency.${name}.p${share * 100}`,
    title: `${title}, ${clients} at once: p${share * 100}`,
    value: quantile(milliseconds, share),
    unit: "ms",
  }))
}
