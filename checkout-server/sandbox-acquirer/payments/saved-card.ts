import type { DeclineCode } from "#sandbox-acquirer/cards/scenarios.ts"
import { freshId } from "#sandbox-acquirer/ids.ts"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import type { PaymentRow, SavedCardRow } from "#sandbox-acquirer/store/rows.ts"
import { methodOf } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import type { BankCard } from "./authorise.ts"
import { type Answer, failure, type Write } from "./write.ts"

/** Keeps the card with which a payment is being paid, to be charged later. The caller holds the payment's row. */
export async function keepCard({ tx, now }: Write, payment: PaymentRow): Promise<void> {
  const id = payment.face === "stripe" ? await methodOf(tx, payment.id) : freshId("card")
  const { agreement, scenario, card_brand, card_first_six, card_last_four, card_expiry } = payment
  const card = { agreement, scenario, card_brand, card_first_six, card_last_four, card_expiry }
  await tx`INSERT INTO saved_card ${tx({ ...card, id, payment_id: payment.id, kept_at: now })}`
}

/** Holds the row of a kept card until the transaction ends, so that it is charged or forgotten, not both. */
export async function lockSavedCard(tx: Transaction, id: string): Promise<SavedCardRow | null> {
  const [row] = await tx<SavedCardRow[]>`SELECT * FROM saved_card WHERE id = ${id} FOR UPDATE`
  return row ?? null
}

/** What can be charged of it; null once it is forgotten. */
export function keptCard(saved: SavedCardRow): BankCard | null {
  const { scenario, card_brand, card_first_six, card_last_four, card_expiry } = saved
  const isThere =
    scenario !== null &&
    card_brand !== null &&
    card_first_six !== null &&
    card_last_four !== null &&
    card_expiry !== null
  return isThere ? { scenario, card_brand, card_first_six, card_last_four, card_expiry } : null
}

/** Nothing is charged on the card any more. 200 however often it is asked, 404 where there never was such a card. */
export async function forgetCard({ tx, now }: Write, id: string): Promise<Answer> {
  const card = await lockSavedCard(tx, id)
  if (!card) return failure(404, "saved_card_not_found")
  if (card.forgotten_at === null) await eraseCard({ tx, now }, id)
  return { status: 200, body: { id, forgotten: true } }
}

/** Leaves nothing of a kept card but that it was there. The caller holds its row. */
export async function eraseCard({ tx, now }: Pick<Write, "tx" | "now">, id: string): Promise<void> {
  await tx`
    UPDATE saved_card SET forgotten_at = ${now}, scenario = NULL, card_brand = NULL, card_first_six = NULL,
      card_last_four = NULL, card_expiry = NULL
    WHERE id = ${id}`
}

/** The payment at which a card was left; null where there is no such card. */
export async function paymentOfCard(sql: Database, id: string): Promise<string | null> {
  const [row] = await sql<{ payment_id: string }[]>`SELECT payment_id FROM saved_card WHERE id = ${id}`
  return row?.payment_id ?? null
}

/** From now on the bank says this to every charge on the card that a reference's payment has left. 200, or 404. */
export async function stopCard(
  sql: Database,
  { reference, refusal }: { readonly reference: string; readonly refusal: DeclineCode },
): Promise<Answer> {
  const [stopped] = await sql<{ id: string }[]>`
    UPDATE saved_card SET refusal = ${refusal}
    WHERE payment_id IN (SELECT id FROM payment WHERE reference = ${reference}) RETURNING id`
  return stopped ? { status: 200, body: { id: stopped.id, refusal } } : failure(404, "saved_card_not_found")
}
