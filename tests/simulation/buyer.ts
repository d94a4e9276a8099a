import { secondMilliseconds } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { NewPayment } from "#domain/payments/payment.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { isClosed } from "#domain/payments/state.ts"
import { ok } from "#domain/problem.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { capturePayment } from "#operations/payments/capture-payment.ts"
import { createPayment } from "#operations/payments/create-payment.ts"
import { createRefund } from "#operations/refunds/create-refund.ts"
import { insist } from "./keyed-request.ts"
import { payee } from "./payee.ts"
import type { Subject, World } from "./world.ts"

/** How often a buyer's server looks at one payment. */
const mostVisits = 8

/** It looks again within this time. */
const lookMilliseconds = 10 * secondMilliseconds

/** A buyer's server that makes one payment, and sends a payee to it; then it cancels it, or captures it, or leaves it. */
export async function buyer(world: World, label: string): Promise<void> {
  await world.pause(`buyer makes ${label}`)
  const request = requestFor(world)
  world.wishes += 1
  const paymentId = await insist(world, `creation of ${label}`, (outside, idempotency) =>
    createPayment(outside, { service: world.ground.service, request, idempotency }),
  )
  if (paymentId === null) return
  const subject = { label, paymentId }
  world.subjects.push(subject)
  await Promise.all([payee(world, subject), attend(world, subject)])
}

function requestFor(world: World): NewPayment {
  return {
    amount: exactPence(100 + world.random.below(100_000)),
    reference: "501234567",
    description: "Council Tax",
    language: "en",
    origin: "api",
    returnUrl: "https://council.example/return",
    email: null,
    metadata: null,
    prefilledCardholder: null,
    delayedCapture: world.random.chance(world.weather.delayedCapture),
    moto: false,
    basketId: null,
  }
}

/** Looks after a payment, by the buyer's API. */
export async function attend(world: World, subject: Subject): Promise<void> {
  for (let visit = 0; visit < mostVisits; visit += 1) {
    await world.pause(`buyer of ${subject.label}`, lookMilliseconds)
    if (world.draining) return
    const state = await stateOf(world, subject)
    if (state === null || isClosed(state)) return
    if (world.random.chance(0.3)) await world.pause(`buyer of ${subject.label} decides`)
    if (world.draining) return
    await (state === "captured" ? refund(world, subject) : act(world, subject, state))
  }
}

async function stateOf(world: World, { paymentId }: Subject): Promise<PaymentState | null> {
  const [row] = await world.look(
    (owner) => owner<{ state: PaymentState }[]>`select state from payment where id = ${paymentId}`,
  )
  return row?.state ?? null
}

async function act(world: World, { label, paymentId }: Subject, state: PaymentState): Promise<void> {
  const { random, weather } = world
  const mayCapture = state === "capturable" || state === "authorised" || state === "capturing"
  if (random.chance(weather.cancel / (mayCapture ? 1 : 3))) {
    world.note(`buyer of ${label} cancels`)
    await world.request(`cancellation of ${label}`, (outside) =>
      cancelPayment(outside, { paymentId, by: "service" }),
    )
    return
  }
  if (!mayCapture || !random.chance(0.6)) return
  const presses = random.chance(0.2) ? 2 : 1
  world.note(`buyer of ${label} captures ${presses === 1 ? "once" : "twice at once"}`)
  const captures = Array.from({ length: presses }, () =>
    world.request(`capture of ${label}`, async (outside) => {
      const begun = await capturePayment(outside, paymentId)
      if (begun.ok) await begun.value.settled
      return begun
    }),
  )
  if (random.chance(0.8)) await Promise.all(captures)
}

/** Sends some of it back, or all; sometimes by two requests at once, which together may be too much. */
async function refund(world: World, { label, paymentId }: Subject): Promise<void> {
  const { random } = world
  if (!random.chance(0.6)) return
  const [row] = await world.look(
    (owner) => owner<{ left: number }[]>`
      select (captured - refund_reserved)::int as left from payment where id = ${paymentId}`,
  )
  const left = row?.left ?? 0
  if (left === 0) return
  const wishes = random.chance(0.25) ? 2 : 1
  const amount = exactPence(random.chance(0.5) ? left : 1 + random.below(left))
  world.note(`buyer of ${label} refunds ${amount} of ${left}, ${wishes === 1 ? "once" : "by two at once"}`)
  const expectedAvailable = random.chance(0.3) ? exactPence(left) : null
  world.refundWishes += wishes
  const refunds = Array.from({ length: wishes }, () =>
    insist(world, `refund of ${label}`, async (outside, idempotency) => {
      const begun = await createRefund(outside, { paymentId, amount, expectedAvailable, idempotency })
      if (!begun.ok) return begun
      await begun.value.settled
      return ok(begun.value.refund)
    }),
  )
  if (random.chance(0.8)) await Promise.all(refunds)
}
