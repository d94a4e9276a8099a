import type { Context, Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import { paymentOutcome } from "#demo-site/backend/payment-outcome.ts"
import { looksLikeOrder, type RoomOrder, readRoomOrder, rooms } from "#demo-site/backend/room-hire.ts"
import type { Outside } from "#demo-site/outside.ts"
import { InvoiceFailedPage, InvoicePage } from "#demo-site/pages/invoice.tsx"
import { type Language, pathPrefix } from "#demo-site/pages/language.ts"
import { MessagePage } from "#demo-site/pages/message.tsx"
import { ReturnPage } from "#demo-site/pages/return.tsx"
import { invoice } from "#demo-site/pages/words/invoice.ts"
import { returned } from "#demo-site/pages/words/outcome.ts"
import { answerHtml, pageFor } from "./answer.tsx"

/** Our form has two short fields. */
const formBytesMax = 4 * 1024

/** The payment that our own server creates, and the pages that people come back to. */
export function addPaymentRoutes(pages: Hono, language: Language, outside: Outside): void {
  const page = pageOf(outside, language)
  pages.get("/invoice", (context) =>
    answerHtml(context, <InvoicePage page={page("/invoice")} token={outside.newToken()} error={false} />),
  )
  pages.post("/invoice", bodyLimit({ maxSize: formBytesMax }), async (context) => {
    if (context.req.header("sec-fetch-site") === "cross-site") {
      const words = { heading: invoice.otherSite, text: invoice.otherSiteText }
      return answerHtml(context, <MessagePage page={page("/invoice")} {...words} />, 403)
    }
    const order = readRoomOrder(await context.req.parseBody())
    if (order !== null) return startPayment(context, order, language, outside)
    const again = <InvoicePage page={page("/invoice")} token={outside.newToken()} error={true} />
    return answerHtml(context, again, 422)
  })
  pages.get("/return", (context) => showReturn(context, language, outside))
}

/** Creates the payment and sends the browser to Civic Pay: 303, so that Back does not send the form again. */
async function startPayment(
  context: Context,
  order: RoomOrder,
  language: Language,
  outside: Outside,
): Promise<Response> {
  const { settings } = outside
  const returnPath = `${pathPrefix[language]}/return?order=${order.id}`
  const amount = rooms[order.room]
  const answer = await outside.payments.create({
    amount,
    reference: order.invoice,
    description: invoice.rooms[order.room][language],
    returnUrl: `${settings.url}${returnPath}`,
    language,
    idempotencyKey: `${order.id}-${language}`,
  })
  const page = pageOf(outside, language)("/invoice")
  if (!answer.ok) {
    outside.log.warn({ problem: answer }, "payment not created")
    return answerHtml(context, <InvoiceFailedPage page={page} answer={answer} />, 502)
  }
  outside.orders.remember(order.id, answer.payment.payment_id)
  const next = answer.payment._links.next_url?.href
  // A finished payment, reached again by Back, has no next page: say what became of it.
  if (!next) return context.redirect(returnPath, 303)
  if (next.startsWith(`${settings.civicPayUrl}/`)) return context.redirect(next, 303)
  // Another address than Civic Pay's would be a wrong setting, and the browser would block it without a word.
  outside.log.error({ origin: URL.parse(next)?.origin ?? null }, "next_url is not at CIVIC_PAY_URL")
  const unexpected = { ok: false, problem: "unexpected_answer" } as const
  return answerHtml(context, <InvoiceFailedPage page={page} answer={unexpected} />, 502)
}

/**
 * `?payment={id}` comes from payment pages, `?order={id}` from payments that we created.
 * The address only says which payment is meant; what became of it we ask Civic Pay.
 */
async function showReturn(context: Context, language: Language, outside: Outside): Promise<Response> {
  const found = paymentIn(context, outside)
  if (found === null) {
    const words = { heading: returned.unknownHeading, text: returned.unknownText }
    return answerHtml(context, <MessagePage page={pageOf(outside, language)("/")} {...words} />, 404)
  }
  const answer = await outside.payments.read(found.paymentId)
  if (!answer.ok) outside.log.warn({ problem: answer }, "payment not read")
  return answerHtml(
    context,
    <ReturnPage
      page={pageOf(outside, language)(found.path)}
      outcome={paymentOutcome(answer)}
      payment={answer.ok ? answer.payment : null}
    />,
  )
}

function paymentIn(context: Context, outside: Outside): { paymentId: string; path: string } | null {
  const payment = context.req.query("payment") ?? ""
  if (/^[0-9a-v]{26}$/.test(payment)) return { paymentId: payment, path: `/return?payment=${payment}` }
  const order = context.req.query("order") ?? ""
  const paymentId = looksLikeOrder(order) ? outside.orders.paymentOf(order) : null
  return paymentId === null ? null : { paymentId, path: `/return?order=${order}` }
}

const pageOf = (outside: Outside, language: Language) => (path: string) => pageFor(outside, language, path)
