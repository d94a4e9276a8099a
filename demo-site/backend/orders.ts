import * as v from "valibot"
import type { LinesFile } from "./lines-file.ts"

/** Which payment belongs to which order: all that the return page needs to know. */
export interface Orders {
  readonly remember: (order: string, paymentId: string) => void
  readonly paymentOf: (order: string) => string | null
}

/** More than a demonstration collects in a week; the oldest are forgotten. */
export const ordersKept = 1000

const Line = v.pipe(v.string(), v.parseJson(), v.object({ order: v.string(), paymentId: v.string() }))

/** Keeps orders in memory and, where there is a file, over restarts. */
export function keepOrders(file: LinesFile | null): Orders {
  const payments = new Map<string, string>()
  for (const line of file?.earlier ?? []) {
    const parsed = v.safeParse(Line, line)
    if (parsed.success) payments.set(parsed.output.order, parsed.output.paymentId)
  }
  return {
    remember(order, paymentId) {
      if (payments.get(order) === paymentId) return
      file?.append(JSON.stringify({ order, paymentId }))
      payments.set(order, paymentId)
      for (const oldest of payments.keys()) {
        if (payments.size <= ordersKept) return
        payments.delete(oldest)
      }
    },
    paymentOf: (order) => payments.get(order) ?? null,
  }
}
