import * as v from "valibot"
import { recordChange } from "#sandbox-acquirer/changes/change-log.ts"
import { digest, freshId, freshSecret } from "#sandbox-acquirer/ids.ts"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { viewPayment } from "./payment.ts"
import { lockSavedCard } from "./saved-card.ts"
import { type Answer, failure, type Write } from "./write.ts"

/** The largest amount taken, in pence: no test needs more than £100,000.00. */
const amountMax = 10_000_000
const urlMaxLength = 2_000

/** An amount of money in whole pence. */
export const amountSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(amountMax))

const webAddressSchema = v.pipe(
  v.string(),
  v.maxLength(urlMaxLength),
  v.check((text) => URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol)),
)

const nameSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(100))

/** A payment of an agreement: its card is entered to be kept, or was, and is charged with nobody present. */
const agreementSchema = v.variant("step", [
  v.strictObject({ step: v.literal("set_up"), id: nameSchema }),
  v.strictObject({ step: v.literal("charge"), id: nameSchema, saved_card: nameSchema }),
])

export const prepareSchema = v.strictObject({
  reference: nameSchema,
  amount: amountSchema,
  currency: v.literal("GBP"),
  capture_mode: v.picklist(["automatic", "manual"]),
  description: v.pipe(v.string(), v.maxLength(255)),
  language: v.picklist(["en", "cy"]),
  return_url: webAddressSchema,
  challenge_return_url: webAddressSchema,
  expires_at: v.pipe(v.string(), v.isoTimestamp()),
  agreement: v.optional(agreementSchema),
})

/**
 * Makes a payment and its card entry. Moves no money; 201 with the entry's address and secret. One that is to charge a
 * kept card has no entry; 404 where the agreement has no such card, 409 where that was forgotten.
 */
export async function prepare(
  write: Write,
  request: v.InferOutput<typeof prepareSchema>,
  publicUrl: string,
): Promise<Answer> {
  const { agreement, ...asked } = request
  const charged = agreement?.step === "charge" ? agreement.saved_card : null
  const refusal = charged === null ? null : await refuseCard(write, charged, agreement?.id)
  if (refusal) return refusal
  const secret = freshSecret()
  const row = {
    ...asked,
    agreement_step: agreement?.step ?? null,
    agreement: agreement?.id ?? null,
    charged_card: charged,
    expires_at: new Date(request.expires_at),
    id: freshId("pay"),
    created_at: write.now,
    entry_id: freshId("ent"),
    entry_secret_digest: digest(secret),
    entry_used_at: charged === null ? null : write.now,
    status: "open",
  }
  const [payment] = await write.tx<PaymentRow[]>`INSERT INTO payment ${write.tx(row)} RETURNING *`
  if (!payment) throw new Error("an inserted payment is gone")
  await recordChange(write, payment.id)
  const action = `${publicUrl}/card-entries/${payment.entry_id}`
  const entry = charged === null ? { id: payment.entry_id, action, secret } : null
  const view = await viewPayment(write.tx, payment, { now: write.now, publicUrl })
  return { status: 201, body: { ...view, entry } }
}

/** Why a kept card cannot be charged for this agreement; null where it can. */
async function refuseCard({ tx }: Write, id: string, agreement: string | undefined): Promise<Answer | null> {
  const card = await lockSavedCard(tx, id)
  if (!card || card.agreement !== agreement) return failure(404, "saved_card_not_found")
  return card.forgotten_at === null ? null : failure(409, "saved_card_forgotten")
}
