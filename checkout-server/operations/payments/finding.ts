import type { Finding } from "#domain/payments/finding.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"
import type { AcquirerSnapshot, Authorised, Outcome } from "#ports/acquirer.ts"

/**
 * What the answer to an authorisation tells. `not_sent` proves that this call did nothing: the payee may try again.
 * An `unknown` answer is undecided, never a decline.
 */
export function findingOfAuthorisation(payment: Payment, outcome: Outcome<Authorised>): Finding {
  const finding = meaningOf(payment, outcome)
  return outcome.kind === "not_sent" ? finding : { ...finding, evidence: { ...outcome.evidence } }
}

function meaningOf(payment: Payment, outcome: Outcome<Authorised>): Finding {
  switch (outcome.kind) {
    case "refused":
      return { kind: "declined", reason: outcome.reason, card: null }
    case "not_sent":
      return { kind: "not_sent" }
    case "unknown":
      return outcome.cause === "mismatch" ? { kind: "mismatch" } : { kind: "undecided" }
    case "ok": {
      const { value } = outcome
      if (value.status === "challenge") return { kind: "challenge", url: value.url, card: value.card }
      if (value.status === "authorised")
        return { kind: "authorised", amount: payment.amount, card: value.card }
      return value.captured === payment.amount
        ? { kind: "captured", amount: value.captured, card: value.card }
        : { kind: "mismatch" }
    }
  }
}

/** What the acquirer's own word on a payment tells; another payment, amount or currency than ours is a mismatch. */
export function findingOfSnapshot(payment: Payment, snapshot: AcquirerSnapshot): Finding {
  const ours =
    snapshot.reference === payment.id &&
    snapshot.amount === payment.amount &&
    snapshot.currency === payment.currency
  const whole = snapshot.status !== "captured" || snapshot.captured === payment.amount
  if (!ours || !whole) return { kind: "mismatch" }
  switch (snapshot.status) {
    case "captured":
      return { kind: "captured", amount: snapshot.captured, card: snapshot.card }
    case "authorised":
      return { kind: "authorised", amount: snapshot.amount, card: snapshot.card }
    case "challenge":
      return snapshot.challengeUrl === null
        ? { kind: "undecided" }
        : { kind: "challenge", url: snapshot.challengeUrl, card: snapshot.card }
    case "closed":
      return snapshot.lastRefusal === null
        ? { kind: "released" }
        : { kind: "declined", reason: snapshot.lastRefusal, card: snapshot.card }
    case "open":
      return snapshot.challengeUrl !== null && payment.state === "challenge_required"
        ? atPage(snapshot.challengeUrl, snapshot.lastRefusal)
        : { kind: "undecided" }
    case "pending":
      return { kind: "undecided" }
  }
}

/** The payee is at the acquirer's own page, as at a bank, and may try one card after another there. */
function atPage(url: string, refusal: RefusalReason | null): Finding {
  return { kind: "challenge", url, card: null, ...(refusal === null ? {} : { refusal }) }
}
