import type { Outside } from "#checkout-server/outside.ts"
import type { Database, Reader } from "#db/connect.ts"
import { inOneStatement, inTransaction } from "#db/connect.ts"
import { findPayment } from "#db/queries/payments.ts"
import { keepAnswer } from "#db/records/idempotency.ts"
import { insertPayment, insertPaymentForHolder } from "#db/records/new-payments.ts"
import { leastAmountOf } from "#domain/acquirers/acquirer-account.ts"
import type { ApiKey } from "#domain/api-keys/api-key.ts"
import type { Idempotency } from "#domain/idempotency.ts"
import type { NewPayment, Payment } from "#domain/payments/payment.ts"
import { newPayment } from "#domain/payments/payment.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { Service } from "#domain/services/service.ts"

type Created = Result<
  Payment,
  "service_closed" | "acquirer_missing" | "amount_too_small" | "request_repeated" | "key_changed"
>

/**
 * Writes a new payment of `service`, and the answer to repeats of the request with it. Refused where the service takes
 * no payments now or its acquirer none so small, and where the same request is done already. `key_changed`: what is
 * believed of the key or of its service no longer holds; this is looked at in the same moment, where there is no answer
 * to keep.
 */
export async function createPayment(
  outside: Outside,
  input: {
    readonly service: Pick<Service, "id" | "buyerId" | "mode" | "enabled" | "acquirer">
    /** The key that asks for it. */
    readonly key?: ApiKey
    readonly request: NewPayment
    readonly idempotency?: Idempotency<Payment> | undefined
  },
): Promise<Created> {
  const { service, key, request, idempotency } = input
  if (!service.enabled) return refuse("service_closed")
  if (service.acquirer === null) return refuse("acquirer_missing")
  if (request.amount < leastAmountOf(service.acquirer)) return refuse("amount_too_small")
  const born = newPayment(request, {
    id: outside.ids.next(),
    at: outside.clock.now(),
    service,
    acquirer: service.acquirer,
  })
  const door = request.origin === "api" ? "buyer" : "payee"
  const proof = async (reader: Reader) => (await findPayment(reader, born.id)) !== null
  if (key !== undefined && idempotency === undefined) {
    const statement = async (database: Database): Promise<Created> =>
      (await insertPaymentForHolder(database, { born, door, key })) ? ok(born) : refuse("key_changed")
    return await inOneStatement(outside.db, { statement, written: ok(born) }, { proof })
  }
  return await inTransaction(
    outside.db,
    async (transaction) => {
      const [kept] = await Promise.all([
        // Not the time of birth: this process may have slept since.
        keepAnswer(transaction, idempotency, { value: born, at: outside.clock.now() }),
        insertPayment(transaction, born, door),
      ])
      return kept ? ok(born) : refuse("request_repeated")
    },
    { proof },
  )
}
