import type { AcquirerOutside, Outside } from "#checkout-server/outside.ts"
import { withAcquirer } from "#checkout-server/outside.ts"
import { readBooksOfPayment } from "#db/queries/ledger.ts"
import { allOf } from "#domain/all-of.ts"
import { hourMilliseconds, secondMilliseconds } from "#domain/instant.ts"
import type { Discrepancy } from "#domain/ledger/discrepancy.ts"
import type { PaymentBooks } from "#domain/ledger/payment-books.ts"
import { receivable } from "#domain/ledger/payment-books.ts"
import type { Pence } from "#domain/money.ts"
import { exactPence, formatPounds } from "#domain/money.ts"
import { readCall } from "#operations/acquirer-accounts/read-call.ts"
import type { AcquirerSnapshot } from "#ports/acquirer.ts"

/** Questions asked side by side: an acquirer is spared, and thousands of payments are done in minutes. */
const sideBySide = 8

/** An answer may be under way while the two are read, so a difference is looked at again before it is one. */
const secondLooks = [2 * secondMilliseconds, 5 * secondMilliseconds] as const

/** An operation without an answer explains a difference for this long. */
const inFlightMilliseconds = hourMilliseconds

/** How a payment stands with the acquirer. */
export type Compared = "equal" | "in_flight" | "unanswered" | Discrepancy

/** Compares each payment's money with the acquirer by the ledger with what the acquirer says of it. */
export async function compareWithAcquirer(
  outside: Outside,
  page: readonly PaymentBooks[],
  told: (compared: Compared, account: string) => void,
): Promise<void> {
  for (let first = 0; first < page.length; first += sideBySide) {
    const group = page.slice(first, first + sideBySide)
    await allOf(group.map(async (books) => told(await compareOne(outside, books), books.payment.acquirer)))
  }
}

async function compareOne(outside: Outside, first: PaymentBooks): Promise<Compared> {
  let books = first
  let compared = await compareOnce(outside, books)
  for (const wait of secondLooks) {
    if (compared === "equal") return compared
    await outside.clock.wait(wait)
    books = (await readBooksOfPayment(outside.db, first.payment.id)) ?? first
    compared = await compareOnce(outside, books)
  }
  const age = books.openSince === null ? null : outside.clock.now() - books.openSince
  const isInFlight = age !== null && age < inFlightMilliseconds
  return typeof compared === "object" && isInFlight ? "in_flight" : compared
}

async function compareOnce(outside: Outside, books: PaymentBooks): Promise<Exclude<Compared, "in_flight">> {
  const { payment } = books
  let held = 0
  for (const acquirerPaymentId of books.acquirerPaymentIds) {
    const word = await askHolding(await withAcquirer(outside, payment.acquirer), acquirerPaymentId)
    if (word === "unanswered") return word
    held += word === "unknown" ? 0 : holding(word)
  }
  const ours = receivable(books)
  if (held === ours) return "equal"
  return {
    kind: "acquirer_differs",
    paymentId: payment.id,
    subjectId: books.acquirerPaymentIds.at(-1) ?? payment.id,
    payments: payment.state,
    ledger: formatPounds(ours),
    acquirer: formatPounds(exactPence(held)),
  }
}

/** The acquirer's word on one of its payments; `unknown` where it has none. */
export async function askHolding(
  outside: AcquirerOutside,
  acquirerPaymentId: string,
): Promise<AcquirerSnapshot | "unknown" | "unanswered"> {
  const outcome = await outside.acquirer.fetch(readCall(outside), acquirerPaymentId)
  if (outcome.kind === "ok") return outcome.value
  return outcome.kind === "refused" ? "unknown" : "unanswered"
}

/** What of a payment the acquirer holds for us: not what went back, and not what a bank disputes or has won. */
export function holding(snapshot: AcquirerSnapshot): Pence {
  const back = snapshot.refunds.filter(({ status }) => status === "succeeded")
  const disputed = snapshot.disputes.filter(({ status }) => status !== "won")
  const gone = [...back, ...disputed].reduce((total, { amount }) => total + amount, 0)
  return exactPence(snapshot.captured - gone)
}
