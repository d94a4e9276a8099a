import * as v from "valibot"
import { why } from "#contract/why.ts"
import { containsCardNumber } from "#domain/card-number.ts"
import { parseUtcDay } from "#domain/utc-day.ts"

/** A page or two; the largest evidence, in any script, stays below the largest body. */
const longestText = 5000

/** Lines and tabs belong in evidence. PostgreSQL holds neither NUL nor half a surrogate pair. */
function isStorable(text: string): boolean {
  return !/[^\P{Cc}\n\r\t]/u.test(text) && text.isWellFormed()
}

function words(description: string) {
  return v.pipe(
    v.string(why.string),
    v.check(isStorable, why.string),
    v.maxLength(longestText, why.longerThan(longestText)),
    v.check((text) => !containsCardNumber(text), why.cardNumber),
    v.description(description),
  )
}

/** `POST /v1/disputes/{dispute_id}/evidence`: what the bank is told. Unknown members are ignored. */
export const disputeEvidenceRequest = v.object({
  explanation: words("Why the payment was right."),
  product_description: v.exactOptional(words("What was paid for, as the payee was told.")),
  service_date: v.exactOptional(
    v.pipe(
      v.string(why.string),
      v.isoDate(why.date),
      v.check((text) => parseUtcDay(text) !== null, why.date),
      v.description("When the payee had it: `YYYY-MM-DD`."),
    ),
  ),
  refund_refusal_explanation: v.exactOptional(words("Why the payee has no right to a refund.")),
  duplicate_charge_explanation: v.exactOptional(words("Why this payment and another one are not the same.")),
})
