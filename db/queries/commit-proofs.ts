import { and, eq } from "drizzle-orm"
import type { Reader } from "#db/connect.ts"
import { operation } from "#db/schema/operations.ts"
import { paymentEvent } from "#db/schema/payments.ts"
import type { Instant } from "#domain/instant.ts"
import type { HistoryEvent } from "#domain/payments/change.ts"

/** True where an operation with this id was written: then the transaction that began it was committed. */
export async function isOperationKnown(reader: Reader, id: string): Promise<boolean> {
  const [row] = await reader.select({ id: operation.id }).from(operation).where(eq(operation.id, id))
  return row !== undefined
}

/** True where the payment's history has this very line: then the transaction that wrote it was committed. */
export async function isEventKnown(
  reader: Reader,
  line: { readonly paymentId: string; readonly event: HistoryEvent; readonly at: Instant },
): Promise<boolean> {
  const [row] = await reader
    .select({ version: paymentEvent.version })
    .from(paymentEvent)
    .where(
      and(
        eq(paymentEvent.paymentId, line.paymentId),
        eq(paymentEvent.event, line.event),
        eq(paymentEvent.at, line.at),
      ),
    )
    .limit(1)
  return row !== undefined
}
