import { expect, it } from "vitest"
import { arwelValeServices } from "#checkout-server/demo-council/arwel-vale.ts"
import { instant, later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { NewPayment } from "#domain/payments/payment.ts"
import { newPayment } from "#domain/payments/payment.ts"
import type { Service } from "#domain/services/service.ts"

const at = instant(Date.UTC(2026, 10, 22, 9, 30))
const [setup] = arwelValeServices
if (!setup) throw new Error("the demo council has no service")
const service: Service = {
  ...setup,
  id: "service",
  buyerId: "buyer",
  mode: "live",
  returnUrl: { en: "https://council.example/", cy: "https://council.example/cy" },
  enabled: true,
  acquirer: "stripe",
}
const request: NewPayment = {
  amount: exactPence(14_250),
  reference: "501234567",
  description: "Council Tax",
  language: "cy",
  origin: "page",
  returnUrl: "https://council.example/",
  email: null,
  metadata: { bins: 2 },
  prefilledCardholder: null,
  delayedCapture: true,
  moto: false,
  basketId: "basket",
}

it("a payment is born created, unpaid, with 90 minutes", () => {
  expect(newPayment(request, { id: "id", at, service, acquirer: "stripe" })).toEqual({
    ...request,
    id: "id",
    buyerId: "buyer",
    serviceId: "service",
    mode: "live",
    acquirer: "stripe",
    state: "created",
    version: 1,
    notices: 0,
    authorised: 0,
    captured: 0,
    refundReserved: 0,
    refunded: 0,
    currency: "GBP",
    attempts: 0,
    lastRefusal: null,
    challenged: false,
    card: null,
    createdAt: at,
    expiresAt: later(at, 90 * 60_000),
    capturedAt: null,
  })
})
