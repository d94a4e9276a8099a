import type { Outside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import type { Basket } from "#db/queries/baskets.ts"
import { findPaymentOfBasket } from "#db/queries/payments.ts"
import { findAccount } from "#db/queries/services.ts"
import { lockBasket } from "#db/records/baskets.ts"
import { insertPayment } from "#db/records/new-payments.ts"
import type { AmountQuestionProblem } from "#domain/amounts/amount-question.ts"
import type { AmountAnswer, AmountProblem, AmountRead } from "#domain/amounts/read-amount.ts"
import { readAmount } from "#domain/amounts/read-amount.ts"
import { takeableAmounts } from "#domain/amounts/takeable-amounts.ts"
import type { Instant, Language } from "#domain/instant.ts"
import { londonDay } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { newPayment } from "#domain/payments/payment.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { Service } from "#domain/services/service.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"

export type PayBasketProblem =
  | "acquirer_missing"
  | AmountProblem
  | AmountQuestionProblem
  | "account_too_small"
  | "service_closed"
  | "basket_expired"

/**
 * Makes the payment of a basket from the amount the payee chose. A basket has one unfinished or paid payment: the
 * same answer finds it again, another amount cancels it and makes a new one, a paid one stays.
 */
export async function payBasket(
  outside: Outside,
  input: {
    readonly basket: Basket
    readonly service: Service
    readonly answer: AmountAnswer
    readonly language: Language
  },
): Promise<Result<Payment, PayBasketProblem>> {
  const { basket, service } = input
  const now = outside.clock.now()
  if (!service.enabled) return refuse("service_closed")
  const { acquirer } = service
  if (acquirer === null) return refuse("acquirer_missing")
  if (now >= basket.expiresAt) return refuse("basket_expired")
  const account = await findAccount(outside.db, service.id, basket.reference)
  const question = takeableAmounts(service, account, londonDay(now))
  if (!question.ok) return question
  if (question.value.kind === "given") return refuse("service_closed")
  const read = readAmount(question.value, input.answer)
  if (!read.ok) return read
  await cancelOther(outside, basket, read.value)
  return await inRepeatableTransaction(outside.db, async (transaction) => {
    await lockBasket(transaction, basket.id)
    const standing = await findPaymentOfBasket(transaction, basket.id)
    return ok(
      standing ?? (await makePayment(transaction, { outside, ...input, acquirer, read: read.value, now })),
    )
  })
}

/** Ends the basket's unfinished payment of another amount. One that is being charged stays, and is found again. */
async function cancelOther(outside: Outside, basket: Basket, read: AmountRead): Promise<void> {
  const standing = await findPaymentOfBasket(outside.db, basket.id)
  if (!standing || standing.state === "captured" || standing.amount === read.amount) return
  await cancelPayment(outside, { paymentId: standing.id, by: "payee" })
}

async function makePayment(
  transaction: Transaction,
  input: {
    readonly outside: Outside
    readonly basket: Basket
    readonly service: Service
    readonly acquirer: string
    readonly language: Language
    readonly read: AmountRead
    readonly now: Instant
  },
): Promise<Payment> {
  const { outside, basket, service, acquirer, language, read } = input
  const born = newPayment(
    {
      amount: read.amount,
      reference: basket.reference,
      description: service.name[language],
      language,
      origin: "page",
      returnUrl: service.returnUrl[language],
      email: null,
      metadata: read.quantity === null ? null : { quantity: read.quantity },
      prefilledCardholder: null,
      delayedCapture: false,
      moto: false,
      basketId: basket.id,
    },
    { id: outside.ids.next(), at: input.now, service, acquirer },
  )
  await insertPayment(transaction, born, "payee")
  return born
}
