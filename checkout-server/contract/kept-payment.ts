import type { PaymentBody } from "#contract/payment.ts"
import type { PaymentView } from "#contract/payment-body.ts"
import { withoutPersonalData } from "#contract/payment-body.ts"
import { nextUrls } from "#contract/payment-links.ts"

/** A new payment's body as it may be kept: without the links that open the payment. */
export function keptPayment(body: PaymentBody): string {
  const { next_url: _, next_url_post: __, ...links } = body._links
  return JSON.stringify({ ...body, _links: links })
}

/** A kept body as it is answered again: its opening links made afresh, for what this key may see. */
export function repeatedPayment(
  kept: string,
  view: Pick<PaymentView, "checkoutUrl" | "personalData"> & { capabilityOf(paymentId: string): string },
): PaymentBody {
  const body: PaymentBody = JSON.parse(kept)
  const opening = nextUrls(body, {
    checkoutUrl: view.checkoutUrl,
    capability: view.capabilityOf(body.payment_id),
  })
  const whole = { ...body, _links: { ...body._links, ...opening } }
  return view.personalData ? whole : withoutPersonalData(whole)
}
