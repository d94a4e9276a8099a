import type { Context } from "hono"
import { Hono } from "hono"
import type { Outside } from "#checkout-server/outside.ts"
import type { PaymentInHand } from "#db/queries/payments.ts"
import { findPayment, findPaymentInHand } from "#db/queries/payments.ts"
import { containsCardNumber } from "#domain/card-number.ts"
import { secondMilliseconds } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { authorisePayment } from "#operations/payments/authorise-payment.ts"
import { handOver } from "#operations/payments/hand-over.ts"
import { openCardEntry } from "#operations/payments/open-card-entry.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { capabilityOf } from "#routes/middleware/capability.ts"
import { allowAcquirersForm, entryOf, findHeld, notValid, unheardHref } from "#routes/payee/payments.ts"
import type { PageEnv } from "#routes/payee/security.ts"
import type { PayeeSite } from "#routes/payee/site.ts"
import { formField, paymentContext, paymentHref } from "#routes/payee/site.ts"
import { cardPage } from "#views/payee/card-page.tsx"
import { confirmPage } from "#views/payee/confirm-page.tsx"

/** The payee waits this long for the bank on one page; then the status page goes on waiting. */
const patienceMilliseconds = 8 * secondMilliseconds

/** How often we look whether the answer came by another door: the acquirer's notification can overtake its answer. */
const lookMilliseconds = 500

/** The acquirer's one-use token, and the last four digits it shows with it. */
const tokenShape = /^tok_[0-9A-Za-z_-]{8,128}$/
const isToken = (text: string) => tokenShape.test(text) && !containsCardNumber(text)
const lastFourShape = /^\d{4}$/

/** More codes than fields would be a forged address. */
const maxErrorCodes = 8

/** Card entry and its way back. Card numbers go from the browser to the acquirer, never through here. */
export function cardRoutes(site: PayeeSite): Hono<PageEnv> {
  return new Hono<PageEnv>()
    .post("/pay/:capability/card", async (request) => {
      const held = await findHeld(site, request)
      if (!held) return notValid(site, request)
      const renew = (await formField(request, "entry")) === "new"
      return await toCardPage(site, request, { held, renew })
    })
    .get("/pay/:capability/card", async (request) => {
      const held = await findHeld(site, request)
      if (!held) return notValid(site, request)
      return await cardReturned(site, request, held)
    })
    .post("/pay/:capability/confirmation", async (request) => {
      const held = await findHeld(site, request)
      if (!held) return notValid(site, request)
      return await confirm(site, request, held)
    })
    .post("/pay/:capability/provider", async (request) => {
      const held = await findHeld(site, request)
      if (!held) return notValid(site, request)
      return await toProvider(site, request, held)
    })
    .get("/pay/:capability/return", async (request) => {
      const held = await findHeld(site, request)
      if (!held) return notValid(site, request)
      // The address says nothing: the acquirer is asked.
      const { id } = held.payment
      const synced = await syncPayment(site.outside, { paymentId: id, door: "payee" })
      const isUnheard = !synced.ok && synced.problem === "acquirer_unavailable"
      return request.redirect(isUnheard ? unheardHref(site, id) : paymentHref(site, id), 303)
    })
    .post("/pay/:capability/challenge", async (request) => {
      const held = await findHeld(site, request)
      if (!held) return notValid(site, request)
      // The body is only a hint: the acquirer is asked.
      await syncPayment(site.outside, { paymentId: held.payment.id, door: "payee" })
      return await onward(site, request, held.payment.id)
    })
}

async function toCardPage(
  site: PayeeSite,
  request: Context,
  { held, renew }: { readonly held: PaymentInHand; readonly renew: boolean },
) {
  const { outside, language } = site
  const paymentId = held.payment.id
  const own = `${outside.addresses.checkout}${paymentHref(site, paymentId)}`
  const { entry } = (await outside.acquirers.of(held.payment.acquirer)).capabilities()
  const opened = await openCardEntry(outside, {
    paymentId,
    language,
    renew,
    returnUrl: entry === "redirect" ? `${own}/return` : `${own}/card`,
    challengeReturnUrl: `${own}/challenge`,
  })
  const unavailable = !opened.ok && opened.problem === "acquirer_unavailable"
  return request.redirect(paymentHref(site, paymentId, unavailable ? "?entry=unavailable" : ""), 303)
}

/** Back from the acquirer's card entry. Writes nothing, so that a refresh or a prefetch pays nothing. */
async function cardReturned(site: PayeeSite, request: Context<PageEnv>, held: PaymentInHand) {
  const { payment } = held
  await allowAcquirersForm(site, request, payment)
  const { result, token, errors, last_four: lastFour } = request.req.query()
  if (payment.state !== "started") return request.redirect(paymentHref(site, payment.id), 303)
  const context = await paymentContext(site, request, payment)
  const capability = capabilityOf(site.outside.secrets, "payment", payment.id)
  if (result === "complete" && token !== undefined && isToken(token)) {
    const cardLastFour = lastFour !== undefined && lastFourShape.test(lastFour) ? lastFour : null
    return request.html(confirmPage(context, { capability, payment, token, cardLastFour }))
  }
  const errorCodes = result === "invalid" ? (errors ?? "").split(",").slice(0, maxErrorCodes) : []
  const entry = result === "closed" ? ({ kind: "not_ready" } as const) : entryOf(held, false)
  const now = site.outside.clock.now()
  const page = cardPage(context, { capability, payment, now, entry, errorCodes, decline: null })
  return request.html(page, errorCodes.length > 0 ? 422 : 200)
}

/** Starts the charge and waits a while for the bank. A submit that comes second finds the payment's page. */
async function confirm(site: PayeeSite, request: Context, held: PaymentInHand) {
  const { outside, underWay } = site
  const token = await formField(request, "token")
  const paymentId = held.payment.id
  if (!isToken(token)) return request.redirect(paymentHref(site, paymentId), 303)
  const begun = await authorisePayment(outside, { paymentId, token })
  if (begun.ok) {
    underWay.add(begun.value.settled)
    await settledSoon(outside, paymentId, begun.value.settled)
  }
  return await onward(site, request, paymentId)
}

/** Waits until the charge is settled, by whichever door, or the payee's patience ends. */
async function settledSoon(outside: Outside, paymentId: string, settled: Promise<unknown>): Promise<void> {
  // A failure is logged where the work is kept; the payee finds the payment's page, and the sweep finds the money.
  const answered = settled.then(
    () => true,
    () => true,
  )
  for (let waited = 0; waited < patienceMilliseconds; waited += lookMilliseconds) {
    const isAnswered = await Promise.race([answered, outside.clock.wait(lookMilliseconds).then(() => false)])
    if (isAnswered) return
    const payment = await findPayment(outside.db, paymentId)
    if (payment?.state !== "authorising") return
  }
}

/** To the acquirer's own page; where that cannot be, back to the payment's page, which says how it stands. */
async function toProvider(site: PayeeSite, request: Context, { payment }: PaymentInHand) {
  const handed = await handOver(site.outside, payment.id)
  return handed.ok && (await isAcquirers(site, payment, handed.value))
    ? request.redirect(handed.value, 303)
    : request.redirect(paymentHref(site, payment.id), 303)
}

async function isAcquirers(site: PayeeSite, { acquirer }: Payment, url: string): Promise<boolean> {
  const { origin } = (await site.outside.acquirers.of(acquirer)).capabilities()
  return URL.canParse(url) && new URL(url).origin === origin
}

/** To the bank where it asks, to a fresh card form after a decline, else to the payment's page. */
async function onward(site: PayeeSite, request: Context, paymentId: string) {
  const held = await findPaymentInHand(site.outside.db, paymentId)
  const challengeUrl = held?.operation?.request.challengeUrl
  if (held?.payment.state === "challenge_required" && challengeUrl) {
    if (await isAcquirers(site, held.payment, challengeUrl)) return request.redirect(challengeUrl, 303)
  }
  if (held?.payment.state === "started" && held.object === null) {
    return await toCardPage(site, request, { held, renew: false })
  }
  return request.redirect(paymentHref(site, paymentId), 303)
}
