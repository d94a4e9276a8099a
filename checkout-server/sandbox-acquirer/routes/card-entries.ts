import { timingSafeEqual } from "node:crypto"
import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import { type CardError, readCard } from "#sandbox-acquirer/cards/read-card.ts"
import { faultFromName } from "#sandbox-acquirer/faults/fault.ts"
import { planFault } from "#sandbox-acquirer/faults/planned-faults.ts"
import { digest, freshId } from "#sandbox-acquirer/ids.ts"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { messagePage } from "#sandbox-acquirer/pages/message.ts"
import { statusAt } from "#sandbox-acquirer/payments/payment.ts"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { pageAnswer } from "./page-answer.ts"

/** A card form with every field full stays well under this. */
const bodyMaxBytes = 4_096
/** Long enough for a confirm page left open over a cup of tea, short enough to be worthless tomorrow. */
const tokenMilliseconds = 15 * 60_000

type EntryResult =
  | { readonly result: "complete"; readonly token: string; readonly lastFour: string }
  | { readonly result: "invalid"; readonly errors: readonly CardError[] }
  | { readonly result: "closed" }

/**
 * Where a browser posts the card form. Always 303 to the address that `prepare` stored; a form without the
 * entry's secret gets a page instead, since it did not come from that address.
 */
export function cardEntryRoutes(context: RouteContext): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>()
  const tooLarge = () => pageAnswer(messagePage("form_unreadable"), { status: 413 })
  routes.post("/:id", bodyLimit({ maxSize: bodyMaxBytes, onError: tooLarge }), async (c) => {
    if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header("content-type") ?? "")) {
      return pageAnswer(messagePage("form_unreadable"), { status: 415 })
    }
    const form = new URLSearchParams(await c.req.text())
    const [payment] = await context.sql<
      PaymentRow[]
    >`SELECT * FROM payment WHERE entry_id = ${c.req.param("id")}`
    if (!payment) return pageAnswer(messagePage("not_found"), { status: 404 })
    if (!secretMatches(payment, form)) return pageAnswer(messagePage("form_unreadable"), { status: 403 })
    const entered = await enterCard(context, payment, form)
    return new Response(null, {
      status: 303,
      headers: {
        location: returnAddress(payment, entered),
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
      },
    })
  })
  return routes
}

function secretMatches(payment: PaymentRow, form: URLSearchParams): boolean {
  const given = digest(form.get("entry_secret") ?? "")
  return timingSafeEqual(Buffer.from(given), Buffer.from(payment.entry_secret_digest))
}

/** Checks the card and, where it can be used, spends the entry and keeps a token's digest with what may be kept. */
async function enterCard(
  context: RouteContext,
  payment: PaymentRow,
  form: URLSearchParams,
): Promise<EntryResult> {
  const now = context.clock()
  if (payment.entry_used_at !== null || statusAt(payment, now) !== "open") return { result: "closed" }
  const reading = readCard(form, now)
  if (!reading.ok) return { result: "invalid", errors: reading.errors }
  const { card, scenario } = reading
  const token = freshId("tok")
  const fault = faultFromName(form.get("cardholder_name") ?? "")
  const used = await context.sql.begin(async (tx) => {
    const entries = await tx`
      UPDATE payment SET entry_used_at = ${now}
      WHERE id = ${payment.id} AND entry_used_at IS NULL AND status = 'open' RETURNING id`
    if (entries.length === 0) return false
    await tx`
      INSERT INTO card_token (digest, payment_id, scenario, card_brand, card_first_six, card_last_four, card_expiry,
        expires_at)
      VALUES (${digest(token)}, ${payment.id}, ${scenario}, ${card.brand}, ${card.firstSix}, ${card.lastFour},
        ${card.expiry}, ${new Date(now.getTime() + tokenMilliseconds)})`
    if (fault) await planFault(tx, { ...fault, paymentId: payment.id, reference: null, times: 1 }, now)
    return true
  })
  return used ? { result: "complete", token, lastFour: card.lastFour } : { result: "closed" }
}

/** The stored address with the result added to whatever query it has. */
function returnAddress(payment: PaymentRow, entered: EntryResult): string {
  const address = new URL(payment.return_url)
  address.searchParams.set("entry", payment.entry_id)
  address.searchParams.set("result", entered.result)
  switch (entered.result) {
    case "complete":
      address.searchParams.set("token", entered.token)
      address.searchParams.set("last_four", entered.lastFour)
      break
    case "invalid":
      address.searchParams.set("errors", entered.errors.join(","))
      break
    case "closed":
      break
  }
  return address.href
}
