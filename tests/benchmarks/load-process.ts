import { takeOrders } from "./forked.ts"
import type { LoadAnswer, LoadOrder } from "./orders.ts"
import { sendLoad } from "./send-load.ts"
import { takePayments } from "./take-payments.ts"

// The load comes from a process of its own, so that its work is not counted as anybody else's waiting.
takeOrders<LoadOrder, LoadAnswer>((order) =>
  order.kind === "load" ? sendLoad(order.load) : takePayments(order.payments),
)
