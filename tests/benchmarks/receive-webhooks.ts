import type postgres from "postgres"
import type { Forked } from "./forked.ts"
import type { Received, ReceiverOrder } from "./orders.ts"
import { until } from "./until.ts"

/** Sends the demo council's webhooks to another address. */
export async function pointWebhooksAt(sql: postgres.Sql, origin: string): Promise<void> {
  await sql`update webhook_endpoint set url = ${`${origin}/webhooks`}`
}

/** Waits until the receiver has got so many. Throws where they do not come. */
export async function received(
  receiver: Forked<ReceiverOrder, Received>,
  count: number,
  signal: AbortSignal,
): Promise<Received> {
  await until(signal, `${count} webhooks`, async () => (await receiver.ask("tell")).count >= count)
  return await receiver.ask("tell")
}
