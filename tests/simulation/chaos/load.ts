import { setTimeout as pause } from "node:timers/promises"
import type { Acknowledged } from "./acknowledged.ts"
import type { Buyer } from "./buyer.ts"
import type { ChaosPlan } from "./chaos-plan.ts"
import type { PayeeEnd, PayeeWish } from "./payee.ts"
import { walk } from "./payee.ts"
import type { PlannedPayment } from "./planned-payments.ts"

/** How the payments of a run went, as far as payee and buyer know. */
export type LoadCount = Record<PayeeEnd | "begun" | "not_created", number>

export interface Load {
  readonly count: Readonly<LoadCount>
  /** Resolves when every payee is done or has given up. */
  readonly done: Promise<void>
}

/** Payees at once: two processors serve them, five processes and three databases. */
const mostAtOnce = 12
/** How long a payee keeps at it, from the first page to the last. */
const payeePatience = 60_000

/** Begins the planned payments at their times. */
export function startLoad(
  plan: ChaosPlan,
  parties: { readonly buyer: Buyer; readonly acknowledged: Acknowledged; readonly signal: AbortSignal },
): Load {
  const count: LoadCount = {
    begun: 0,
    not_created: 0,
    complete: 0,
    approved: 0,
    closed: 0,
    left: 0,
    lost: 0,
  }
  const run = async () => {
    const began = Date.now()
    const underWay = new Set<Promise<void>>()
    for (const planned of plan.load) {
      await pause(Math.max(0, began + planned.at - Date.now()), undefined, { signal: parties.signal })
      if (underWay.size >= mostAtOnce) await Promise.race(underWay)
      // Where payees take too long the last ones do not come: in calm there is nothing to learn from them.
      if (Date.now() - began > plan.length) break
      const one: Promise<void> = carryOut(planned, plan.seed, { ...parties, count }).finally(() =>
        underWay.delete(one),
      )
      underWay.add(one)
    }
    await Promise.all(underWay)
  }
  return { count, done: run() }
}

interface Parties {
  readonly buyer: Buyer
  readonly acknowledged: Acknowledged
  readonly count: LoadCount
}

async function carryOut(planned: PlannedPayment, seed: number, parties: Parties): Promise<void> {
  const { buyer, acknowledged, count } = parties
  const { course, amount } = planned
  count.begun += 1
  const created = await buyer.create({
    reference: `CHAOS-${seed}-${planned.number}`,
    amount,
    delayedCapture: isDelayed(planned),
  })
  if (created === null) {
    count.not_created += 1
    return
  }
  const { id, payUrl } = created
  if (course === "cancelled_by_service") {
    await buyer.cancel(id)
    return
  }
  const end = await walk(payUrl, wishOf(planned))
  count[end] += 1
  if (end === "complete") acknowledged.completed.add(id)
  if (end === "approved") await (course === "captured_later" ? buyer.capture(id) : buyer.cancel(id))
  if (end === "complete" && course === "refunded") await refund(buyer, id, amount)
}

function isDelayed({ course }: PlannedPayment): boolean {
  return course === "captured_later" || course === "cancelled_before_capture"
}

function wishOf(planned: PlannedPayment): PayeeWish {
  const { course, cards, cardholder } = planned
  return {
    cards,
    cardholder,
    presses: course === "presses_twice" ? 3 : 1,
    leavesAt: course === "left_at_the_card" ? "card" : course === "left_at_the_bank" ? "bank" : null,
    cancels: course === "cancelled_by_payee",
    goal: isDelayed(planned) ? "approved" : "complete",
    until: Date.now() + payeePatience,
  }
}

/** A part, then the rest: together never more than was paid. */
async function refund(buyer: Buyer, id: string, amount: number): Promise<void> {
  const part = Math.ceil(amount / 3)
  const given = await buyer.refund(id, { amount: part, available: amount })
  if (given) await buyer.refund(id, { amount: amount - part, available: amount - part })
}
