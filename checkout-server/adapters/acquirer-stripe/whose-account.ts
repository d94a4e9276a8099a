import { Stripe } from "stripe"
import * as v from "valibot"
import type { AcquirerCall, Outcome } from "#ports/acquirer.ts"
import { openStripe, type StripeAccess } from "./client.ts"
import { outcomeOf } from "./outcome.ts"

const accountReply = v.object({
  object: v.literal("account"),
  id: v.pipe(v.string(), v.regex(/^acct_\w{1,90}$/)),
})

/**
 * Stripe's own id of the account that a key is of. A restricted key may not read its account, whatever rights it has:
 * then Stripe's refusal names the account.
 */
export async function whoseAccount(access: StripeAccess, call: AcquirerCall): Promise<Outcome<string>> {
  const { stripe } = openStripe(access, call)
  let named: string | undefined
  const asked = stripe.accounts.retrieveCurrent().catch((error: unknown) => {
    if (error instanceof Stripe.errors.StripePermissionError) {
      named = / on account '(acct_\w{1,90})'/.exec(error.message)?.[1]
    }
    throw error
  })
  const outcome = await outcomeOf(asked, accountReply)
  if (outcome.kind === "ok") return { ...outcome, value: outcome.value.id }
  return named === undefined ? outcome : { kind: "ok", value: named, evidence: {} }
}
