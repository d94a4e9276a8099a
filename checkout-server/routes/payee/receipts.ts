import { Hono } from "hono"
import { findPayment } from "#db/queries/payments.ts"
import { receiptNumber } from "#domain/references/receipt-number.ts"
import { readCapability } from "#routes/middleware/capability.ts"
import { notValid } from "#routes/payee/payments.ts"
import type { PayeeSite } from "#routes/payee/site.ts"
import { paymentContext } from "#routes/payee/site.ts"
import { receiptPage } from "#views/payee/receipt-page.tsx"

/** `/receipt/{capability}`: a paid payment to keep. Its address opens nothing else. */
export function receiptRoutes(site: PayeeSite): Hono {
  return new Hono().get("/receipt/:capability", async (request) => {
    const id = readCapability(site.outside.secrets, "receipt", request.req.param("capability"))
    const payment = id === null ? null : await findPayment(site.outside.db, id)
    if (payment?.state !== "captured") return notValid(site, request)
    const context = await paymentContext(site, request, payment)
    return request.html(
      receiptPage(context, { number: receiptNumber(payment.id), payment, vat: null, refunds: [] }),
    )
  })
}
