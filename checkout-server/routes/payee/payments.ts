import type { Context } from "hono"
import { Hono } from "hono"
import type { PaymentInHand } from "#db/queries/payments.ts"
import { findPaymentInHand, findSamePayment } from "#db/queries/payments.ts"
import type { AcquirerName } from "#domain/acquirers/acquirer-account.ts"
import { acquirerOf } from "#domain/acquirers/acquirer-account.ts"
import { hourMilliseconds, later, londonDay } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { DeclineMessage, RefusalReason } from "#domain/payments/refusal-reason.ts"
import { declineMessages } from "#domain/payments/refusal-reason.ts"
import { isFinished } from "#domain/payments/state.ts"
import { receiptNumber } from "#domain/references/receipt-number.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { extendPayment } from "#operations/payments/extend-payment.ts"
import { capabilityOf, readCapability } from "#routes/middleware/capability.ts"
import type { PageEnv } from "#routes/payee/security.ts"
import type { PayeeSite } from "#routes/payee/site.ts"
import { formField, paymentContext, paymentHref, plainContext } from "#routes/payee/site.ts"
import type { ServicePageContext } from "#views/page-context.ts"
import { address, startPath } from "#views/page-context.ts"
import { cardPage } from "#views/payee/card-page.tsx"
import { challengePage } from "#views/payee/challenge-page.tsx"
import { checkPage } from "#views/payee/check-page.tsx"
import { faultPage } from "#views/payee/fault-page.tsx"
import { statePages } from "#views/payee/state-pages.ts"
import { statusPage } from "#views/payee/status-page.tsx"
import { unfinishedPage } from "#views/payee/unfinished-page.tsx"

/** A second payment of the same reference and amount this soon is probably a mistake. */
const samePaymentMilliseconds = 72 * hourMilliseconds

/** `/pay/{capability}`: the payment's page, which its state picks, and what the payee may do besides paying. */
export function paymentRoutes(site: PayeeSite): Hono<PageEnv> {
  return new Hono<PageEnv>()
    .post("/pay", async (request) => {
      const id = readCapability(site.outside.secrets, "payment", await formField(request, "chargeTokenId"))
      if (id === null) return notValid(site, request)
      return request.redirect(paymentHref(site, id), 303)
    })
    .get("/pay/:capability", async (request) => {
      const held = await findHeld(site, request)
      return held ? request.html(await pageOfState(site, request, held)) : notValid(site, request)
    })
    .get("/pay/:capability/status", async (request) => {
      const held = await findHeld(site, request)
      if (!held) return request.json({ error: "not_found" }, 404)
      const { state } = held.payment
      return request.json({ state, finished: isFinished(state), page: statePages[state] })
    })
    .post("/pay/:capability/cancellation", async (request) => {
      const held = await findHeld(site, request)
      if (!held) return notValid(site, request)
      const { id, state } = held.payment
      const cancelled = await cancelPayment(site.outside, { paymentId: id, by: "payee" })
      const isBusy = !cancelled.ok && cancelled.problem === "payment_busy"
      const isUnheard = isBusy && state === "challenge_required"
      return request.redirect(isUnheard ? unheardHref(site, id) : paymentHref(site, id), 303)
    })
    .post("/pay/:capability/more-time", async (request) => {
      const held = await findHeld(site, request)
      if (!held) return notValid(site, request)
      await extendPayment(site.outside, held.payment.id)
      return request.redirect(paymentHref(site, held.payment.id), 303)
    })
}

/** The payment behind the address; null where the capability is not ours. */
export async function findHeld(site: PayeeSite, request: Context): Promise<PaymentInHand | null> {
  const id = readCapability(site.outside.secrets, "payment", request.req.param("capability") ?? "")
  return id === null ? null : await findPaymentInHand(site.outside.db, id)
}

/** The payment's page after its provider was asked in vain: it says no more than is known. */
export function unheardHref(site: PayeeSite, paymentId: string): string {
  return paymentHref(site, paymentId, "?provider=unheard")
}

/** The answer to an address that opens nothing. */
export function notValid(site: PayeeSite, request: Context) {
  return request.html(faultPage(plainContext(site, request), "link_not_valid"), 404)
}

/** The page that the payment's state picks. */
async function pageOfState(site: PayeeSite, request: Context<PageEnv>, held: PaymentInHand): Promise<string> {
  const { payment } = held
  const context = await paymentContext(site, request, payment)
  const capability = capabilityOf(site.outside.secrets, "payment", payment.id)
  const now = site.outside.clock.now()
  const page = statePages[payment.state]
  switch (page) {
    case "check":
      return await checkOf(site, context, { payment, capability })
    case "card":
      await allowAcquirersForm(site, request, payment)
      return cardPage(context, {
        capability,
        payment,
        now,
        entry: entryOf(held, request.req.query("entry") === "unavailable"),
        errorCodes: [],
        decline: await declineOf(site, payment),
      })
    case "challenge": {
      if (await isRedirect(site, payment)) {
        await allowAcquirersForm(site, request, payment)
        return unfinishedPage(context, {
          capability,
          payment,
          now,
          provider: providerOf(payment),
          isUnheard: request.req.query("provider") === "unheard",
          decline: held.operation?.refusal ? declineAtProvider(held.operation.refusal) : null,
        })
      }
      const challengeUrl = held.operation?.request.challengeUrl ?? null
      return challengePage(context, { capability, payment, now, challengeUrl })
    }
    default:
      return statusPage(context, page, {
        capability,
        payment,
        returnHref: returnHref(payment),
        receipt: payment.state === "captured" ? receiptOf(site, payment) : null,
      })
  }
}

/** What the payee is told of the last try. Where a page elsewhere has ended without a card, none was refused. */
async function declineOf(site: PayeeSite, payment: Payment): Promise<DeclineMessage | null> {
  if (payment.lastRefusal === null) return null
  if (!(await isRedirect(site, payment))) return declineMessages[payment.lastRefusal]
  const isTimeUp = declineMessages[payment.lastRefusal] === "unavailable" && payment.card === null
  return isTimeUp ? "not_finished" : declineAtProvider(payment.lastRefusal)
}

/** A refusal on the provider's page. It works, so that a card which cannot be taken now is one to change for another. */
function declineAtProvider(refusal: RefusalReason): DeclineMessage {
  const message = declineMessages[refusal]
  return message === "unavailable" ? "declined" : message
}

/** The page's form leads to the payment's acquirer, at once or by a redirect. */
export async function allowAcquirersForm(
  site: PayeeSite,
  request: Context<PageEnv>,
  { acquirer }: Payment,
): Promise<void> {
  request.set("formTarget", (await site.outside.acquirers.of(acquirer)).capabilities().origin)
}

async function isRedirect(site: PayeeSite, { acquirer }: Payment): Promise<boolean> {
  return (await site.outside.acquirers.of(acquirer)).capabilities().entry === "redirect"
}

/** What payees are told of where they enter their card. */
const providerNames: Readonly<Record<AcquirerName, string>> = { sandbox: "Sandbox", stripe: "Stripe" }

function providerOf({ acquirer }: Payment): string {
  return providerNames[acquirerOf(acquirer)]
}

/** The card entry as the page needs it. */
export function entryOf(held: PaymentInHand, unavailable: boolean) {
  const { object } = held
  if (object?.action && object.entrySecret) {
    return { kind: "ready", action: object.action, entrySecret: object.entrySecret } as const
  }
  if (object?.action) {
    return { kind: "elsewhere", provider: providerOf(held.payment) } as const
  }
  return { kind: unavailable ? "unavailable" : "not_ready" } as const
}

async function checkOf(
  site: PayeeSite,
  context: ServicePageContext,
  { payment, capability }: { readonly payment: Payment; readonly capability: string },
): Promise<string> {
  const { db, clock, secrets } = site.outside
  const now = clock.now()
  const same = await findSamePayment(db, payment, later(now, -samePaymentMilliseconds))
  const quantity = payment.metadata?.["quantity"]
  const basket = payment.basketId === null ? null : capabilityOf(secrets, "basket", payment.basketId)
  const asksAmount = context.service.amount.kind === "balance" || context.service.amount.kind === "quantity"
  return checkPage(context, {
    capability,
    payment,
    now,
    quantity: payment.origin === "page" && typeof quantity === "number" ? quantity : null,
    registration: null,
    changeReferenceHref: basket === null ? null : address(site.language, startPath(context)),
    changeAmountHref: basket !== null && asksAmount ? address(site.language, `/basket/${basket}`) : null,
    paidBeforeOn: same === null ? null : londonDay(same.capturedAt ?? same.createdAt),
    email: null,
    problems: [],
  })
}

/** Payment pages come back with `?payment=`; a `return_url` of the API is left as it is. */
function returnHref(payment: Payment): string {
  if (payment.origin === "api") return payment.returnUrl
  const url = new URL(payment.returnUrl)
  url.searchParams.set("payment", payment.id)
  return url.href
}

function receiptOf(site: PayeeSite, payment: Payment) {
  const capability = capabilityOf(site.outside.secrets, "receipt", payment.id)
  return { number: receiptNumber(payment.id), href: address(site.language, `/receipt/${capability}`) }
}
