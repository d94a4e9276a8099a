import * as v from "valibot"
import { languages } from "#domain/instant.ts"
import { publicStatuses } from "#domain/payments/public-state.ts"
import { paymentStates } from "#domain/payments/state.ts"
import { modes } from "#domain/services/service.ts"

const pence = v.pipe(v.number(), v.integer(), v.minValue(0), v.description("Pence."))

/** An instant, as every answer writes it. */
export const timestamp = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.description("RFC 3339, UTC, milliseconds, Z."),
)

/** 130 random bits. */
export const paymentId = v.pipe(v.string(), v.regex(/^[0-9a-v]{26}$/))

/** Where to go on from here, and how. */
export const link = v.object({ href: v.pipe(v.string(), v.url()), method: v.picklist(["GET", "POST"]) })

const formLink = v.object({
  ...link.entries,
  type: v.literal("application/x-www-form-urlencoded"),
  params: v.object({ chargeTokenId: v.string() }),
})

/** Where a payment is in its life, in GOV.UK Pay's words. */
const paymentState = v.pipe(
  v.object({
    status: v.picklist(publicStatuses),
    finished: v.boolean(),
    code: v.exactOptional(v.string()),
    message: v.exactOptional(v.string()),
  }),
  v.description(
    "`success` means captured and in the ledger. An unknown outcome is `submitted`; `error` promises that no money was taken.",
  ),
)

const billingAddress = v.object({
  line1: v.exactOptional(v.string()),
  line2: v.exactOptional(v.string()),
  city: v.exactOptional(v.string()),
  postcode: v.exactOptional(v.string()),
  country: v.exactOptional(v.string()),
})

const cardDetails = v.pipe(
  v.object({
    card_brand: v.nullable(v.string()),
    card_type: v.nullable(v.picklist(["debit", "credit"])),
    last_digits_card_number: v.nullable(v.string()),
    first_digits_card_number: v.nullable(v.string()),
    expiry_date: v.nullable(v.pipe(v.string(), v.description("MM/YY."))),
    cardholder_name: v.nullable(v.string()),
    billing_address: v.nullable(billingAddress),
    wallet_type: v.nullable(v.picklist(["Apple Pay", "Google Pay"])),
  }),
  v.description(
    "Null if unknown. Name, address, first digits and expiry need the scope `personal_data:read`; name and address are those sent with the request, until a card is tried.",
  ),
)

/** A payment as `/v1` shows it: GOV.UK Pay's `PaymentWithAllLinks`, with our additions in `civic_pay`. */
export const payment = v.object({
  payment_id: paymentId,
  amount: pence,
  reference: v.string(),
  description: v.string(),
  state: paymentState,
  payment_provider: v.string(),
  created_date: timestamp,
  language: v.picklist(languages),
  return_url: v.string(),
  delayed_capture: v.boolean(),
  moto: v.boolean(),
  authorisation_mode: v.picklist(["web"]),
  email: v.exactOptional(v.pipe(v.string(), v.description("Needs the scope `personal_data:read`."))),
  metadata: v.exactOptional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
  card_brand: v.exactOptional(v.pipe(v.string(), v.description("Use `card_details.card_brand`."))),
  card_details: cardDetails,
  authorisation_summary: v.exactOptional(
    v.pipe(
      v.object({ three_d_secure: v.object({ required: v.literal(true) }) }),
      v.description("Only if 3-D Secure was required."),
    ),
  ),
  refund_summary: v.object({
    status: v.picklist(["pending", "available", "full", "unavailable"]),
    amount_available: pence,
    amount_submitted: pence,
  }),
  settlement_summary: v.object({
    captured_date: v.exactOptional(v.pipe(v.string(), v.isoDate(), v.description("A day in UTC."))),
  }),
  _links: v.object({
    self: link,
    events: link,
    refunds: link,
    cancel: v.exactOptional(link),
    capture: v.exactOptional(link),
    next_url: v.exactOptional(v.pipe(link, v.description("Send the payee here."))),
    next_url_post: v.exactOptional(v.pipe(formLink, v.description("The same as a form."))),
  }),
  civic_pay: v.pipe(
    v.object({
      state: v.picklist(paymentStates),
      mode: v.picklist(modes),
      version: v.pipe(v.number(), v.integer(), v.description("Rises with every recorded event.")),
      expires_date: timestamp,
    }),
    v.description(
      "What GOV.UK Pay has no member for. `state` is finer than `state.status` and may gain values.",
    ),
  ),
})
export type PaymentBody = v.InferOutput<typeof payment>

/** `GET /v1/payments/{payment_id}/events`: one entry per change of public state, oldest first. */
export const paymentEvents = v.object({
  payment_id: paymentId,
  events: v.array(
    v.object({
      payment_id: paymentId,
      state: paymentState,
      updated: timestamp,
      _links: v.object({ payment_url: link }),
    }),
  ),
  _links: v.object({ self: link }),
})
export type PaymentEventsBody = v.InferOutput<typeof paymentEvents>
