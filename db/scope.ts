import { sql } from "drizzle-orm"
import type { Database, Transaction } from "#db/connect.ts"
import type { Mode } from "#domain/services/service.ts"

/** Whose rows a read may see: one service's, or (`serviceId` null) all of one buyer's. Never across modes. */
export interface BuyerScope {
  readonly buyerId: string
  readonly serviceId: string | null
  readonly mode: Mode
}

/** A reader that row-level security holds to one scope. Only `withBuyerScope` makes one. */
export type ScopedReader = Transaction & { readonly __scoped: "buyer" }

/** Runs `read` as the read-only buyer role, its scope set for this transaction alone. */
export function withBuyerScope<T>(
  database: Database,
  scope: BuyerScope,
  read: (reader: ScopedReader) => Promise<T>,
): Promise<T> {
  return database.transaction(async (transaction) => {
    await transaction.execute(sql`select
      set_config('civic_pay.buyer_id', ${scope.buyerId}, true),
      set_config('civic_pay.service_id', ${scope.serviceId ?? "*"}, true),
      set_config('civic_pay.mode', ${scope.mode}, true),
      set_config('role', 'civic_pay_buyer', true)`)
    return await read(transaction as ScopedReader)
  })
}
