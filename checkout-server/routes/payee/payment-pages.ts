import type { Context } from "hono"
import { Hono } from "hono"
import { findPaymentPage } from "#db/queries/services.ts"
import type { AmountQuestion } from "#domain/amounts/amount-question.ts"
import { containsCardNumber } from "#domain/card-number.ts"
import type { Problem } from "#domain/problem.ts"
import { readReference } from "#domain/references/read-reference.ts"
import { openBasket } from "#operations/baskets/open-basket.ts"
import { payBasket } from "#operations/baskets/pay-basket.ts"
import { capabilityOf } from "#routes/middleware/capability.ts"
import type { PayeeSite } from "#routes/payee/site.ts"
import { formField, paymentHref, plainContext, serviceContext } from "#routes/payee/site.ts"
import type { ServicePageContext } from "#views/page-context.ts"
import { address, startPath } from "#views/page-context.ts"
import { accountRefusedPage } from "#views/payee/account-refused-page.tsx"
import { faultPage } from "#views/payee/fault-page.tsx"
import { problemPage } from "#views/payee/problem-page.tsx"
import { startPage } from "#views/payee/start-page.tsx"

/** What the codes of buyers and services look like in addresses; nothing else is looked up. */
const slugShape = /^[a-z0-9-]{1,100}$/

/** `/p/{buyer}/{page}`: where a payment that the payee begins begins. */
export function paymentPageRoutes(site: PayeeSite): Hono {
  return new Hono()
    .get("/p/:buyer/:page", async (request) => {
      const context = await findContext(site, request)
      if (!context) return request.html(faultPage(plainContext(site, request), "not_found"), 404)
      if (!context.service.enabled) return closed(request, context)
      return request.html(prefilled(context, request.req.query("reference") ?? ""))
    })
    .post(async (request) => {
      const context = await findContext(site, request)
      if (!context) return request.html(faultPage(plainContext(site, request), "not_found"), 404)
      return await begin(site, request, context)
    })
}

async function findContext(site: PayeeSite, request: Context): Promise<ServicePageContext | null> {
  const { mode, db } = site.outside
  const buyer = request.req.param("buyer") ?? ""
  const page = request.req.param("page") ?? ""
  if (!slugShape.test(buyer) || !slugShape.test(page)) return null
  const known = await findPaymentPage(db, { buyer, page, mode })
  if (!known || known.service.amount.kind === "given") return null
  return serviceContext(site, request, known)
}

/** The start page with the reference of its address. A card number there is not shown, not even in a link. */
function prefilled(context: ServicePageContext, reference: string): string {
  const read = readReference(context.service.reference, reference)
  const isCard = !read.ok && read.problem === "card_number_in_text"
  const answers = { reference: isCard ? "" : reference, registration: "" }
  const problems = isCard ? [{ field: "reference", problem: "card_number_in_text" } as const] : []
  return startPage(isCard ? { ...context, path: startPath(context) } : context, { answers, problems })
}

function closed(request: Context, context: ServicePageContext) {
  return request.html(problemPage(context, { problem: "service_closed", next: null }), 503)
}

/** Looks the reference up; goes on to the amount, or straight to the check where nothing is left to ask. */
async function begin(site: PayeeSite, request: Context, context: ServicePageContext) {
  const reference = await formField(request, "reference")
  const registration = await formField(request, "registration")
  const { service } = context
  const opened = await openBasket(site.outside, { service, reference, registration })
  if (!opened.ok) return refused(request, context, { problem: opened.problem, reference, registration })
  const { basket, question } = opened.value
  if (needsAnswer(question)) {
    const capability = capabilityOf(site.outside.secrets, "basket", basket.id)
    return request.redirect(address(site.language, `/basket/${capability}`), 303)
  }
  const paid = await payBasket(site.outside, { basket, service, answer: {}, language: site.language })
  if (!paid.ok) return request.html(problemPage(context, { problem: paid.problem, next: null }), 422)
  return request.redirect(paymentHref(site, paid.value.id), 303)
}

function needsAnswer(question: AmountQuestion): boolean {
  return question.kind === "choice" || question.kind === "quantity"
}

const noRegistration = { field: "registration", problem: "registration_empty" } as const

interface Refused {
  readonly problem: Problem
  readonly reference: string
  readonly registration: string
}

function refused(
  request: Context,
  context: ServicePageContext,
  { problem, reference, registration }: Refused,
) {
  if (problem === "service_closed") return closed(request, context)
  if (problem === "account_stopped" || problem === "account_paid" || problem === "account_too_small") {
    return request.html(accountRefusedPage(context, { problem, reference }), 422)
  }
  const isCard = containsCardNumber(registration)
  const answers = { reference, registration: isCard ? "" : registration }
  const aboutReference = { field: "reference", problem } as const
  const aboutRegistration = {
    field: "registration",
    problem: isCard ? "card_number_in_text" : problem,
  } as const
  const alsoEmpty = context.service.reference.registrationRequired && registration.trim() === ""
  const problems = problem.startsWith("registration")
    ? [aboutRegistration]
    : [aboutReference, ...(alsoEmpty ? [noRegistration] : [])]
  return request.html(startPage(context, { answers, problems }), 422)
}
