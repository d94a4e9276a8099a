import type { Outside } from "#checkout-server/outside.ts"
import { inTransaction } from "#db/connect.ts"
import type { Basket } from "#db/queries/baskets.ts"
import { findAccount } from "#db/queries/services.ts"
import { insertBasket } from "#db/records/baskets.ts"
import type { AmountQuestion, AmountQuestionProblem } from "#domain/amounts/amount-question.ts"
import { takeableAmounts } from "#domain/amounts/takeable-amounts.ts"
import { hourMilliseconds, later, londonDay } from "#domain/instant.ts"
import type { Refusal, Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { ReferenceProblem } from "#domain/references/read-reference.ts"
import { readReference } from "#domain/references/read-reference.ts"
import { sameRegistration } from "#domain/references/registration.ts"
import type { Service, ServiceAccount } from "#domain/services/service.ts"

/** A basket nobody paid is forgotten after a day: the payee starts again. */
const basketLifeMilliseconds = 24 * hourMilliseconds

export type OpenBasketProblem =
  | ReferenceProblem
  | AmountQuestionProblem
  | "account_too_small"
  | "service_closed"
  | "registration_empty"
  | "registration_mismatch"

/** A basket with what is still to be asked. */
export interface OpenBasket {
  readonly basket: Basket
  readonly question: AmountQuestion
}

/** Takes the reference that a payee typed, looks it up, and keeps it in a basket. */
export async function openBasket(
  outside: Outside,
  input: { readonly service: Service; readonly reference: string; readonly registration: string },
): Promise<Result<OpenBasket, OpenBasketProblem>> {
  const { service } = input
  if (!service.enabled || service.acquirer === null || service.amount.kind === "given")
    return refuse("service_closed")
  const reference = readReference(service.reference, input.reference)
  if (!reference.ok) return reference
  const account = await findAccount(outside.db, service.id, reference.value)
  const owner = checkAccount(service, account, input.registration)
  if (owner) return owner
  const now = outside.clock.now()
  const question = takeableAmounts(service, account, londonDay(now))
  if (!question.ok) return question
  const basket: Basket = {
    id: outside.ids.next(),
    serviceId: service.id,
    reference: reference.value,
    createdAt: now,
    expiresAt: later(now, basketLifeMilliseconds),
  }
  await inTransaction(outside.db, async (transaction) => {
    await insertBasket(transaction, basket)
    return ok(null)
  })
  return ok({ basket, question: question.value })
}

type OwnerProblem = "reference_unknown" | "registration_empty" | "registration_mismatch"

function checkAccount(
  service: Service,
  account: ServiceAccount | null,
  registration: string,
): Refusal<OwnerProblem> | null {
  if (service.reference.accountRequired && account === null) return refuse("reference_unknown")
  if (!service.reference.registrationRequired) return null
  if (registration.trim() === "") return refuse("registration_empty")
  const expected = account?.penalty?.registration
  return expected !== undefined && sameRegistration(registration, expected)
    ? null
    : refuse("registration_mismatch")
}
