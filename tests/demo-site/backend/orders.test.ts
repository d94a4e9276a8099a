import { describe, expect, it } from "vitest"
import { keepOrders, ordersKept } from "#demo-site/backend/orders.ts"

describe("the orders", () => {
  it("know their payments", () => {
    const orders = keepOrders(null)
    orders.remember("order", "payment")
    expect(orders.paymentOf("order")).toBe("payment")
    expect(orders.paymentOf("other")).toBeNull()
  })

  it("forget the oldest beyond their bound", () => {
    const orders = keepOrders(null)
    for (let count = 0; count <= ordersKept; count++) orders.remember(`order ${count}`, "payment")
    expect(orders.paymentOf("order 0")).toBeNull()
    expect(orders.paymentOf("order 1")).toBe("payment")
  })

  it("outlive the process and are written once", () => {
    const lines: string[] = []
    const orders = keepOrders({ earlier: [], append: (line) => lines.push(line) })
    orders.remember("order", "payment")
    orders.remember("order", "payment")
    expect(lines).toHaveLength(1)
    const later = keepOrders({ earlier: ["{", ...lines], append: () => undefined })
    expect(later.paymentOf("order")).toBe("payment")
  })
})
