import type { Context } from "hono"
import { Hono } from "hono"
import type { Basket } from "#db/queries/baskets.ts"
import { findBasket } from "#db/queries/baskets.ts"
import { findAccount, findServiceWithBuyer } from "#db/queries/services.ts"
import type { AmountQuestion } from "#domain/amounts/amount-question.ts"
import { takeableAmounts } from "#domain/amounts/takeable-amounts.ts"
import { londonDay } from "#domain/instant.ts"
import type { Problem } from "#domain/problem.ts"
import type { ServiceAccount } from "#domain/services/service.ts"
import { payBasket } from "#operations/baskets/pay-basket.ts"
import { capabilityOf, readCapability } from "#routes/middleware/capability.ts"
import type { PayeeSite } from "#routes/payee/site.ts"
import { formField, paymentHref, plainContext, serviceContext } from "#routes/payee/site.ts"
import type { ServicePageContext } from "#views/page-context.ts"
import { address, startPath } from "#views/page-context.ts"
import type { AmountProps } from "#views/payee/amount-page.tsx"
import { amountPage } from "#views/payee/amount-page.tsx"
import { faultPage } from "#views/payee/fault-page.tsx"
import { problemPage } from "#views/payee/problem-page.tsx"

/** `/basket/{capability}`: how much of what is owed is paid. */
export function basketRoutes(site: PayeeSite): Hono {
  return new Hono()
    .get("/basket/:capability", async (request) => {
      const found = await find(site, request)
      if (!found) return request.html(faultPage(plainContext(site, request), "link_not_valid"), 404)
      if (site.outside.clock.now() >= found.basket.expiresAt) return expired(request, found.context)
      return page(site, request, { ...found, answers: noAnswers, problem: null })
    })
    .post(async (request) => {
      const found = await find(site, request)
      if (!found) return request.html(faultPage(plainContext(site, request), "link_not_valid"), 404)
      const answers = {
        choice: await formField(request, "choice"),
        amount: await formField(request, "amount"),
        quantity: await formField(request, "quantity"),
      }
      const { service } = found.context
      const { language } = site
      const paid = await payBasket(site.outside, { basket: found.basket, service, answer: answers, language })
      if (paid.ok) return request.redirect(paymentHref(site, paid.value.id), 303)
      return page(site, request, { ...found, answers, problem: paid.problem })
    })
}

const noAnswers: AmountProps["answers"] = { choice: "", amount: "", quantity: "" }

interface Found {
  readonly basket: Basket
  readonly context: ServicePageContext
  readonly account: ServiceAccount | null
}

async function find(site: PayeeSite, request: Context): Promise<Found | null> {
  const { db, secrets } = site.outside
  const id = readCapability(secrets, "basket", request.req.param("capability") ?? "")
  const basket = id === null ? null : await findBasket(db, id)
  if (!basket) return null
  const [known, account] = await Promise.all([
    findServiceWithBuyer(db, basket.serviceId),
    findAccount(db, basket.serviceId, basket.reference),
  ])
  return known && { basket, account, context: serviceContext(site, request, known) }
}

function expired(request: Context, context: ServicePageContext) {
  return request.html(startAgain(context, "basket_expired"), 410)
}

function startAgain(context: ServicePageContext, problem: Problem): string {
  const href = address(context.language, startPath(context))
  return problemPage(context, { problem, next: { label: "again", href } })
}

interface Shown extends Found {
  readonly answers: AmountProps["answers"]
  readonly problem: Problem | null
}

function page(site: PayeeSite, request: Context, { basket, context, account, answers, problem }: Shown) {
  if (problem === "basket_expired") return expired(request, context)
  const asked = takeableAmounts(context.service, account, londonDay(site.outside.clock.now()))
  const question = asked.ok ? amountProps(context, asked.value) : null
  const field = problem === null || question === null ? null : fieldOf(problem, question.kind)
  if (question === null || (problem !== null && field === null)) {
    return request.html(startAgain(context, problem ?? (asked.ok ? "service_closed" : asked.problem)), 422)
  }
  const html = amountPage(context, {
    capability: capabilityOf(site.outside.secrets, "basket", basket.id),
    reference: basket.reference,
    question,
    answers,
    problems: problem !== null && field !== null ? [{ field, problem }] : [],
    backHref: address(context.language, startPath(context)),
  })
  return request.html(html, problem === null ? 200 : 422)
}

/** Null where nothing is asked of the payee here. */
function amountProps({ service }: ServicePageContext, asked: AmountQuestion): AmountProps["question"] | null {
  if (asked.kind === "quantity") {
    return { kind: "quantity", unitPrice: asked.unitPrice, label: service.words.quantityLabel }
  }
  if (asked.kind !== "choice") return null
  const { options, other } = asked
  const offered = (code: "balance" | "instalment") =>
    options.find((option) => option.code === code)?.amount ?? null
  return {
    kind: "balance",
    balance: offered("balance") ?? other.max,
    instalment: offered("instalment"),
    least: other.min,
    most: other.max,
  }
}

/** The field that a problem belongs to; null where it is not about one. */
function fieldOf(
  problem: Problem,
  asked: AmountProps["question"]["kind"],
): "choice" | "amount" | "quantity" | null {
  if (problem === "choice_empty") return "choice"
  if (problem === "quantity_range") return "quantity"
  if (problem === "card_number_in_text") return asked === "quantity" ? "quantity" : "amount"
  return problem.startsWith("amount") ? "amount" : null
}
