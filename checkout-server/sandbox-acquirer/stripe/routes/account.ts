import type { Hono } from "hono"
import type Stripe from "stripe"
import { json } from "#sandbox-acquirer/faults/act.ts"
import { digest } from "#sandbox-acquirer/ids.ts"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { utcDay } from "#sandbox-acquirer/settlements/payout-day.ts"

/** The account that the secret key is of, and what it holds. */
export function addAccount(api: Hono<SandboxEnv>, context: RouteContext, secretKey: string): void {
  api.get("/account", () => {
    const account = {
      id: `acct_${digest(`account of ${secretKey}`).slice(0, 16)}`,
      object: "account",
      business_type: "government_entity",
      charges_enabled: true,
      country: "GB",
      default_currency: "gbp",
      details_submitted: true,
      email: null,
      payouts_enabled: true,
      type: "standard",
    } satisfies Stripe.Account
    return json({ status: 200, body: account })
  })
  api.get("/balance", async () => json({ status: 200, body: await balance(context) }))
}

/** What was taken and has not reached the payee's bank. */
async function balance({ sql, clock }: RouteContext) {
  const [held] = await sql<{ amount: number }[]>`
    SELECT coalesce(sum(amount), 0)::int AS amount FROM stripe_payout WHERE paid_on > ${utcDay(clock())}`
  const inPounds = (amount: number) => [{ amount, currency: "gbp", source_types: { card: amount } }]
  return {
    object: "balance",
    available: inPounds(0),
    livemode: false,
    pending: inPounds(held?.amount ?? 0),
  } satisfies Stripe.Balance
}
