import type { Outside } from "#checkout-server/outside.ts"
import type { Database, Reader } from "#db/connect.ts"
import { inOneStatement, inTransaction } from "#db/connect.ts"
import { findPayment } from "#db/queries/payments.ts"
import { keepAnswer } from "#db/records/idempotency.ts"
import { insertLonePayment, insertPayment } from "#db/records/payments.ts"
import type { Idempotency } from "#domain/idempotency.ts"
import type { NewPayment, Payment } from "#domain/payments/payment.ts"
import { newPayment } from "#domain/payments/payment.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { Service } from "#domain/services/service.ts"

/**
 * Writes a new payment of `service`, and the answer to repeats of the request with it. Refused where the service takes
 * no payments now, and where the same request is done already.
 */
export async function createPayment(
  outside: Outside,
  input: {
    readonly service: Pick<Service, "id" | "buyerId" | "mode" | "enabled">
    readonly request: NewPayment
    readonly idempotency?: Idempotency<Payment> | undefined
  },
): Promise<Result<Payment, "service_closed" | "request_repeated">> {
  const { service, request, idempotency } = input
  if (!service.enabled) return refuse("service_closed")
  const born = newPayment(request, {
    id: outside.ids.next(),
    at: outside.clock.now(),
    service,
    acquirer: outside.acquirer.name,
  })
  const door = request.origin === "api" ? "buyer" : "payee"
  const proof = async (reader: Reader) => (await findPayment(reader, born.id)) !== null
  if (idempotency === undefined) {
    const statement = (database: Database) => insertLonePayment(database, born, door)
    return await inOneStatement(outside.db, { statement, answer: ok(born) }, { proof })
  }
  return await inTransaction(
    outside.db,
    async (transaction) => {
      const [kept] = await Promise.all([
        keepAnswer(transaction, idempotency, { value: born, at: born.createdAt }),
        insertPayment(transaction, born, door),
      ])
      return kept ? ok(born) : refuse("request_repeated")
    },
    { proof },
  )
}
