import type { Outside } from "#checkout-server/outside.ts"
import { inTransaction } from "#db/connect.ts"
import { insertPayment } from "#db/records/payments.ts"
import type { NewPayment, Payment } from "#domain/payments/payment.ts"
import { newPayment } from "#domain/payments/payment.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { Service } from "#domain/services/service.ts"

/** Writes a new payment of `service`. Refused where the service takes no payments now. */
export async function createPayment(
  outside: Outside,
  input: { readonly service: Service; readonly request: NewPayment },
): Promise<Result<Payment, "service_closed">> {
  const { service, request } = input
  if (!service.enabled) return refuse("service_closed")
  const born = newPayment(request, {
    id: outside.ids.next(),
    at: outside.clock.now(),
    service,
    acquirer: outside.acquirer.name,
  })
  await inTransaction(outside.db, async (transaction) => {
    await insertPayment(transaction, born, request.origin === "api" ? "buyer" : "payee")
    return ok(born)
  })
  return ok(born)
}
