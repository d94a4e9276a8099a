import { addDays, type LondonDay } from "#domain/instant.ts"
import { exactPence, type Pence } from "#domain/money.ts"
import type { AmountRule, PenaltyFacts } from "#domain/services/service.ts"

export type PenaltyRule = Extract<AmountRule, { readonly kind: "by_date" }>

/** What a penalty costs on one day, and why. */
export interface PenaltyAmount {
  /** The discounted sum, the band itself, or the band and the charge certificate's surcharge. */
  readonly stage: "discount" | "full" | "surcharge"
  readonly amount: Pence
  /** The last day of the discount; null where it is over, or where an open challenge holds it without an end. */
  readonly discountUntil: LondonDay | null
}

/**
 * The penalty clock (Traffic Management Act 2004): discounted for 14 days, 21 for camera cases, *beginning with* the day
 * of service; then the band; increased from the day of the charge certificate. An open challenge holds the discount.
 * The certificate outweighs a challenge still marked open: it can only be served once the challenges have ended.
 */
export function penaltyAmount(facts: PenaltyFacts, rule: PenaltyRule, day: LondonDay): PenaltyAmount {
  if (facts.chargeCertificateOn !== null && day >= facts.chargeCertificateOn) {
    const amount = percentRoundedHalfUp(facts.band, 100 + rule.surchargePercent)
    return { stage: "surcharge", amount, discountUntil: null }
  }
  const days = facts.camera ? rule.cameraDiscountDays : rule.discountDays
  const lastDay = addDays(facts.servedOn, days - 1)
  if (facts.challengeOpen || day <= lastDay) {
    const amount = percentRoundedHalfUp(facts.band, 100 - rule.discountPercent)
    return { stage: "discount", amount, discountUntil: facts.challengeOpen ? null : lastDay }
  }
  return { stage: "full", amount: facts.band, discountUntil: null }
}

/** A whole percentage of an amount that is not negative; half a penny goes up. */
function percentRoundedHalfUp(amount: Pence, percent: number): Pence {
  return exactPence(Math.floor((amount * percent + 50) / 100))
}
