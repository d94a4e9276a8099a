import { type Figure, median, medianRatio, quantile } from "./figures.ts"
import type { PlannedRequest } from "./orders.ts"
import type { Bench } from "./plan.ts"
import { createRequests, getRequests, pageRequests } from "./requests.ts"
import { storePayments } from "./stored-payments.ts"
import { inTurns } from "./turns.ts"
import { type Workbench, withWorkbench } from "./workbench.ts"

const clients = 8
const wantedGrowth = 1.2
/** Of all stored payments: paid, then cancelled; the rest, a thousandth, is still open. */
const shares = { paid: 0.8, finished: 0.999 }
/** Stored payments asked for by their id, spread over the whole table. */
const askedFor = 1_000
const openCardForms = 40

const questions = ["create", "get", "card_form"] as const
type Question = (typeof questions)[number]

const titles: Readonly<Record<Question, string>> = {
  create: "create a payment",
  get: "get a payment",
  card_form: "card form",
}

/** The same questions to a database that stores many payments and to one that stores hardly any, in turns. */
export function growthBenchmark(bench: Bench): Promise<readonly Figure[]> {
  return withWorkbench(bench, (empty) =>
    withWorkbench(bench, async (full) => {
      await fill(bench, full)
      const sides = [await askable(empty), await askable(full)]
      const figures: Figure[] = []
      for (const question of questions) {
        bench.tell(`${titles[question]}, empty and full in turns`)
        const asks = sides.map((side) => side[question])
        for (const ask of asks) await ask(bench.plan.warmUpSeconds)
        const turns = asks.map((ask) => () => ask(bench.plan.turnSeconds))
        figures.push(...figuresFor(question, await inTurns(bench.plan.rounds, turns)))
      }
      return figures
    }),
  )
}

/** Stores copies of one paid payment, one cancelled and one just created. */
async function fill({ plan, tell, signal }: Bench, workbench: Workbench): Promise<void> {
  const { sql, load, takePayments, apiKey } = workbench
  const taken = await takePayments({ clients: 1, count: 1, to: "receipt" })
  const paidId = paymentIdOf(taken.pages[0] ?? "")
  const headers = { authorization: `Bearer ${apiKey}` }
  const { pages } = await takePayments({ clients: 1, count: 2, to: "card_form" })
  const [cancelledId = "", openId = ""] = pages.map(paymentIdOf)
  const cancel: PlannedRequest = {
    method: "POST",
    path: `/v1/payments/${cancelledId}/cancel`,
    headers,
    body: "",
  }
  await load({ clients: 1, ends: { count: 1 }, requests: [cancel], expect: 204 })
  const count = plan.storedPayments
  const [paid, finished] = [Math.floor(count * shares.paid), Math.floor(count * shares.finished)]
  const copies = [
    { templateId: paidId, from: 1, to: paid, inPast: true },
    { templateId: cancelledId, from: paid + 1, to: finished, inPast: true },
    { templateId: openId, from: finished + 1, to: count, inPast: false },
  ]
  const startedAt = Date.now()
  const stored = (payments: number) => {
    if (payments % (count / 10) === 0 || payments === count) {
      tell(`${payments} payments stored after ${Math.round((Date.now() - startedAt) / 1_000)} s`)
    }
  }
  await storePayments(sql, copies, { signal, stored })
  tell("vacuumed")
}

function paymentIdOf(page: string): string {
  return /\/pay\/([0-9a-v]{26})/.exec(page)?.[1] ?? ""
}

/** Each question as a turn that answers its p95 in milliseconds. */
async function askable({ sql, apiKey, load, takePayments }: Workbench) {
  const { pages } = await takePayments({ clients, count: openCardForms, to: "card_form" })
  const stored = await sql<{ id: string }[]>`select id from payment order by id`
  const step = Math.max(1, Math.floor(stored.length / askedFor))
  const ids = stored.filter((_, index) => index % step === 0).map(({ id }) => id)
  const p95 = (requests: readonly PlannedRequest[], expect: number) => async (seconds: number) => {
    const { milliseconds } = await load({ clients, ends: { seconds }, requests, expect })
    return quantile(milliseconds, 0.95) ?? 0
  }
  return {
    create: p95(createRequests(apiKey), 201),
    get: p95(getRequests(apiKey, ids), 200),
    card_form: p95(pageRequests(pages), 200),
  }
}

function figuresFor(question: Question, p95s: readonly (readonly number[])[]): readonly Figure[] {
  const [empty = [], full = []] = p95s
  const title = titles[question]
  return [
    { name: `growth.${question}.empty`, title: `${title}, empty: p95`, value: median(empty), unit: "ms" },
    { name: `growth.${question}.full`, title: `${title}, full: p95`, value: median(full), unit: "ms" },
    {
      name: `growth.${question}.ratio`,
      title: `${title}, full / empty`,
      value: medianRatio(full, empty),
      unit: "×",
      target: { atMost: wantedGrowth },
    },
  ]
}
