import { type Context, Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import { readCard } from "#sandbox-acquirer/cards/read-card.ts"
import { failAfter, failBefore } from "#sandbox-acquirer/faults/act.ts"
import {
  type FaultName,
  faultFromName,
  isFaultAfter,
  isFaultBefore,
  notifyFaultOf,
} from "#sandbox-acquirer/faults/fault.ts"
import { planFault, takeFault } from "#sandbox-acquirer/faults/planned-faults.ts"
import { freshId } from "#sandbox-acquirer/ids.ts"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import type { Html } from "#sandbox-acquirer/pages/layout.ts"
import { messagePage } from "#sandbox-acquirer/pages/message.ts"
import type { BankCard } from "#sandbox-acquirer/payments/authorise.ts"
import { failure } from "#sandbox-acquirer/payments/write.ts"
import { pageAnswer } from "#sandbox-acquirer/routes/page-answer.ts"
import { attempt } from "#sandbox-acquirer/stripe/attempt.ts"
import { bankCard } from "#sandbox-acquirer/stripe/card-params.ts"
import { cardPage, fieldErrors, sessionOverPage } from "#sandbox-acquirer/stripe/pages/card-page.ts"
import {
  findStripePayment,
  lockStripePayment,
  type StripePayment,
} from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { intentStatus, viewIntent } from "#sandbox-acquirer/stripe/views/intent.ts"
import { sessionAddress, sessionFields, sessionStatus } from "#sandbox-acquirer/stripe/views/session.ts"

/** A card form with every field full stays well under this. */
const bodyMaxBytes = 4_096

/** The page of a session, on which a browser pays, and the way back from a bank's check. GETs write nothing. */
export function hostedPageRoutes(context: RouteContext): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>()
  const { sql } = context
  routes.get("/pay/:id", async (c) => {
    const found = await findStripePayment(sql, { session: c.req.param("id") })
    return found ? showSession(context, found) : pageAnswer(messagePage("not_found"), { status: 404 })
  })
  const tooLarge = () => pageAnswer(messagePage("form_unreadable"), { status: 413 })
  routes.post("/pay/:id", bodyLimit({ maxSize: bodyMaxBytes, onError: tooLarge }), async (c) => {
    if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header("content-type") ?? "")) {
      return pageAnswer(messagePage("form_unreadable"), { status: 415 })
    }
    const found = await findStripePayment(sql, { session: c.req.param("id") })
    if (!found) return pageAnswer(messagePage("not_found"), { status: 404 })
    return pay(c, context, found)
  })
  routes.on(["GET", "POST"], "/pay/:id/checked", async (c) => {
    const found = await findStripePayment(sql, { session: c.req.param("id") })
    return found ? seeOther(onward(context, found)) : pageAnswer(messagePage("not_found"), { status: 404 })
  })
  routes.on(["GET", "POST"], "/intents/:id/checked", async (c) => {
    const found = await findStripePayment(sql, { intent: c.req.param("id") })
    if (!found || found.payment.return_url === "") {
      return pageAnswer(messagePage("not_found"), { status: 404 })
    }
    return seeOther(await returnAddress(context, found))
  })
  return routes
}

/** The page as the session now is: a form, or what there is to say. */
async function showSession(context: RouteContext, found: StripePayment): Promise<Response> {
  const { success_url } = sessionFields(found.face)
  const page = await pageOf(context, found)
  return pageAnswer(page, { status: 200, formTargets: [success_url] })
}

async function pageOf({ sql, clock }: RouteContext, found: StripePayment): Promise<Html> {
  const status = sessionStatus(found, clock())
  if (status === "complete") return sessionOverPage({ why: "paid", href: successAddress(found) })
  if (status === "expired") return sessionOverPage({ why: "expired", href: found.face.cancel_url })
  if (found.payment.status !== "challenge") return cardPage(found, {})
  const { next_action } = await viewIntent(sql, found, clock())
  return sessionOverPage({ why: "challenge", href: next_action?.redirect_to_url.url ?? null })
}

async function pay(c: Context<SandboxEnv>, context: RouteContext, found: StripePayment): Promise<Response> {
  const { sql } = context
  const now = context.clock()
  const { success_url } = sessionFields(found.face)
  if (sessionStatus(found, now) !== "open" || found.payment.status !== "open") {
    return seeOther(onward(context, found))
  }
  const form = new URLSearchParams(await c.req.text())
  const reading = readCard(form, now)
  if (!reading.ok) {
    const page = cardPage(found, fieldErrors(reading.errors))
    return pageAnswer(page, { status: 422, formTargets: [success_url] })
  }
  const paymentId = found.payment.id
  const named = faultFromName(form.get("cardholder_name") ?? "")
  if (named) await planFault(sql, { ...named, paymentId, reference: null, times: 1 }, now)
  const fault = await takeFault(sql, { operation: "authorise", paymentId, reference: null })
  if (fault && isFaultBefore(fault)) return failBefore(c, fault, context.stopping)
  const after = await tryCard(context, found, bankCard(reading), fault)
  context.committed()
  if (fault === "notify-early") await context.sendEarly(paymentId)
  if (fault && isFaultAfter(fault)) {
    return failAfter(c, { fault, answer: failure(500, "server_error") }, context.stopping)
  }
  if (after.payment.status !== "challenge") return seeOther(onward(context, after))
  const { next_action } = await viewIntent(sql, after, now)
  return seeOther(next_action?.redirect_to_url.url ?? sessionAddress(after.face))
}

/** Puts the card to the bank, unless another try has been quicker. */
async function tryCard(
  { sql, clock }: RouteContext,
  { payment }: StripePayment,
  card: BankCard,
  fault: FaultName | null,
): Promise<StripePayment> {
  return sql.begin(async (tx) => {
    const now = clock()
    const locked = await lockStripePayment(tx, { payment: payment.id })
    if (!locked) throw new Error("a payment of this face is gone")
    if (sessionStatus(locked, now) !== "open" || locked.payment.status !== "open") return locked
    const write = { tx, now, idempotencyKey: null, notifyFault: notifyFaultOf(fault) }
    return attempt(write, locked, { card, paymentMethod: freshId("pm") }, fault === "late-decline")
  })
}

/** Where the payee goes from here: back to the caller once complete, else to the page. */
function onward({ clock }: RouteContext, found: StripePayment): string {
  return sessionStatus(found, clock()) === "complete" ? successAddress(found) : sessionAddress(found.face)
}

function successAddress({ face }: StripePayment): string {
  const { success_url, session_id } = sessionFields(face)
  return success_url.replaceAll("{CHECKOUT_SESSION_ID}", session_id)
}

/** The caller's own address with what became of the check, as Stripe adds it. */
async function returnAddress({ sql, clock }: RouteContext, found: StripePayment): Promise<string> {
  const now = clock()
  const { client_secret } = await viewIntent(sql, found, now)
  const address = new URL(found.payment.return_url)
  address.searchParams.set("payment_intent", found.face.intent_id)
  address.searchParams.set("payment_intent_client_secret", client_secret)
  const isGood = ["succeeded", "requires_capture", "processing"].includes(intentStatus(found, now))
  address.searchParams.set("redirect_status", isGood ? "succeeded" : "failed")
  return address.href
}

function seeOther(location: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  })
}
