import * as v from "valibot"
import { recordChange } from "#sandbox-acquirer/changes/change-log.ts"
import { digest, freshId, freshSecret } from "#sandbox-acquirer/ids.ts"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { viewPayment } from "./payment.ts"
import type { Answer, Write } from "./write.ts"

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

export const prepareSchema = v.strictObject({
  reference: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  amount: amountSchema,
  currency: v.literal("GBP"),
  capture_mode: v.picklist(["automatic", "manual"]),
  description: v.pipe(v.string(), v.maxLength(255)),
  language: v.picklist(["en", "cy"]),
  return_url: webAddressSchema,
  challenge_return_url: webAddressSchema,
  expires_at: v.pipe(v.string(), v.isoTimestamp()),
})

/** Makes a payment and its card entry. Moves no money; 201 with the entry's address and secret. */
export async function prepare(
  write: Write,
  request: v.InferOutput<typeof prepareSchema>,
  publicUrl: string,
): Promise<Answer> {
  const secret = freshSecret()
  const row = {
    ...request,
    expires_at: new Date(request.expires_at),
    id: freshId("pay"),
    created_at: write.now,
    entry_id: freshId("ent"),
    entry_secret_digest: digest(secret),
    status: "open",
  }
  const [payment] = await write.tx<PaymentRow[]>`INSERT INTO payment ${write.tx(row)} RETURNING *`
  if (!payment) throw new Error("an inserted payment is gone")
  await recordChange(write, payment.id)
  const entry = {
    id: payment.entry_id,
    action: `${publicUrl}/card-entries/${payment.entry_id}`,
    secret,
  }
  const view = await viewPayment(write.tx, payment, { now: write.now, publicUrl })
  return { status: 201, body: { ...view, entry } }
}
