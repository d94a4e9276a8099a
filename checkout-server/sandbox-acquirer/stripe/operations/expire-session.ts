import { voidPayment } from "#sandbox-acquirer/payments/void.ts"
import type { Answer, Write } from "#sandbox-acquirer/payments/write.ts"
import { invalidRequest, noSuch } from "#sandbox-acquirer/stripe/answer.ts"
import type { StripeObject } from "#sandbox-acquirer/stripe/stripe-object.ts"
import { findStripePayment, lockStripePayment } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { sessionStatus, viewSession } from "#sandbox-acquirer/stripe/views/session.ts"

/** Makes sure that an open session takes no money any more. */
export async function expireSession(
  write: Write,
  id: string,
): Promise<{ readonly refusal: Answer } | { readonly object: StripeObject }> {
  const found = await lockStripePayment(write.tx, { session: id })
  if (!found) return { refusal: noSuch("checkout session", id, "session") }
  const status = sessionStatus(found, write.now)
  if (status !== "open") {
    const message = `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${status}\`.`
    return { refusal: invalidRequest(message) }
  }
  await voidPayment(write, found.payment.id, found.face.origin)
  const expired = await findStripePayment(write.tx, { session: id })
  if (!expired) throw new Error("a locked session is gone")
  return { object: viewSession(expired, write.now) }
}
