import type { Language, LondonDay } from "#domain/instant.ts"
import type { Pence } from "#domain/money.ts"
import type { CheckDigit } from "#domain/references/check-digit.ts"

/** The same words in both languages. Sentences are stored whole, because Welsh mutates. */
export type Words = Readonly<Record<Language, string>>

/** Test data and test cards, or real money. No row and no query crosses the two. */
export const modes = ["test", "live"] as const
export type Mode = (typeof modes)[number]

/** A public body that takes payments. */
export interface Buyer {
  readonly id: string
  /** Short code, `AVC`. */
  readonly code: string
  /** In addresses, `arwel-vale`. */
  readonly slug: string
  readonly name: Words
  /** How a payee reaches the buyer about a payment. */
  readonly contact: { readonly phone: string; readonly email: string }
  /** The buyer's own site, where "go back" leads. */
  readonly siteUrl: string
}

/** What a payee pays for, configured without code: a payment page. */
export interface Service {
  readonly id: string
  readonly buyerId: string
  readonly mode: Mode
  /** Short code, `CT`. */
  readonly code: string
  /** In addresses, `council-tax`. */
  readonly slug: string
  readonly name: Words
  readonly words: ServiceWords
  readonly reference: ReferenceRule
  readonly amount: AmountRule
  /** Where the money is posted. */
  readonly fund: { readonly ledgerCode: string; readonly vatCode: string }
  /** Where the payee lands after the receipt; `?payment={id}` is added. */
  readonly returnUrl: Words
  readonly enabled: boolean
  /** The acquirer account that new payments go to; null while there is none: then it takes no payments. */
  readonly acquirer: string | null
}

export interface ServiceWords {
  /** Heading of the first page: "Pay your Council Tax". */
  readonly heading: Words
  /** What the reference is called and where it is found. */
  readonly referenceLabel: Words
  readonly referenceHint: Words
  readonly referenceEmpty: Words
  readonly referenceShape: Words
  readonly referenceCheckDigit: Words
  readonly referenceUnknown: Words
  /** "How many bins?"; null where nothing is counted. */
  readonly quantityLabel: Words | null
  /** "What happens next" on the receipt. */
  readonly next: Words
  /** A warning shown before paying ("Paying ends your right to challenge this PCN"); null where there is none. */
  readonly warning: Words | null
}

export interface ReferenceRule {
  /** Anchored regular expression over the normal form: `^5\d{8}$`. */
  readonly pattern: string
  readonly check: CheckDigit
  /** Drop everything from the first `/` (Council Tax bills print instalment suffixes). */
  readonly dropFromSlash: boolean
  /** The reference must be on the service's account list. */
  readonly accountRequired: boolean
  /** The payee must also give the vehicle registration of the account. */
  readonly registrationRequired: boolean
}

/** How the amount comes about. Runs on the server, in London days. */
export type AmountRule =
  /** Set by the buyer's server. The service has no public payment page of its own. */
  | { readonly kind: "given" }
  /** The instalment due, the whole balance, or another amount in the range. */
  | { readonly kind: "balance"; readonly min: Pence; readonly max: Pence }
  /**
   * A penalty: discounted for days beginning with the day of service, then the band, then the band and
   * `surchargePercent` on top (50 for half as much again) from the charge certificate.
   */
  | {
      readonly kind: "by_date"
      readonly discountPercent: number
      readonly discountDays: number
      readonly cameraDiscountDays: number
      readonly surchargePercent: number
    }
  /** A unit price by the day of payment, times a count. `from` is `MM-DD`; the first entry is `01-01`. */
  | {
      readonly kind: "quantity"
      readonly min: number
      readonly max: number
      readonly prices: readonly { readonly from: string; readonly unitPrice: Pence }[]
    }

/** One line of a service's account list: what is owed under a reference. */
export interface ServiceAccount {
  readonly reference: string
  readonly status: "open" | "paid" | "stopped"
  readonly balance: Pence | null
  readonly instalment: Pence | null
  readonly penalty: PenaltyFacts | null
}

export interface PenaltyFacts {
  readonly registration: string
  readonly servedOn: LondonDay
  readonly band: Pence
  readonly camera: boolean
  readonly chargeCertificateOn: LondonDay | null
  /** An open challenge holds the discount. */
  readonly challengeOpen: boolean
}
