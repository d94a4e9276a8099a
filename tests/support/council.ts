import { seedDemo } from "#checkout-server/seed-demo.ts"
import type { PaymentPage } from "#db/queries/services.ts"
import { findPaymentPage } from "#db/queries/services.ts"
import { exactPence } from "#domain/money.ts"
import type { NewPayment, Payment } from "#domain/payments/payment.ts"
import { createPayment } from "#operations/payments/create-payment.ts"
import { openCardEntry } from "#operations/payments/open-card-entry.ts"
import type { TestOutside } from "#tests/support/outside.ts"
import { testOutside } from "#tests/support/outside.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

/** A well-formed key of the test council: its checksum is right. */
const councilSecretsKey = Buffer.from(new Uint8Array(32).fill(7)).toString("base64")
const councilWebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

/** A database with the demo council in it, and an outside upon it. */
export interface Council {
  readonly outside: TestOutside
  readonly databaseUrl: string
  page(slug: string): Promise<PaymentPage>
  end(): Promise<void>
}

/** Makes a council for one test file. `apiKey` is stored as given, by its hash. */
export async function aCouncil(apiKey = "civicpay_test_key"): Promise<Council> {
  const database = await createTestDatabase()
  await seedDemo({
    databaseUrl: database.url,
    secretsKey: councilSecretsKey,
    checkoutUrl: "https://pay.example",
    demoUrl: "https://council.example",
    apiKey,
    webhookSecret: councilWebhookSecret,
  })
  const outside = testOutside({ databaseUrl: database.url })
  return {
    outside,
    databaseUrl: database.url,
    page: async (slug) => {
      const page = await findPaymentPage(outside.db, { buyer: "arwel-vale", page: slug, mode: "test" })
      if (!page) throw new Error(`no page ${slug}`)
      return page
    },
    end: async () => {
      await outside.close()
      await database.drop()
    },
  }
}

/** A new payment of £142.50 of Council Tax. */
export async function aNewPayment(council: Council, facts: Partial<NewPayment> = {}): Promise<Payment> {
  const { service } = await council.page("council-tax")
  const request: NewPayment = {
    amount: exactPence(14_250),
    reference: "501234567",
    description: "Council Tax",
    language: "en",
    origin: "api",
    returnUrl: "https://council.example/return",
    email: null,
    metadata: null,
    prefilledCardholder: null,
    delayedCapture: false,
    moto: false,
    basketId: null,
    ...facts,
  }
  const created = await createPayment(council.outside, { service, request })
  if (!created.ok) throw new Error(created.problem)
  return created.value
}

/** The same with its card entry open. */
export async function aStartedPayment(council: Council, facts: Partial<NewPayment> = {}): Promise<Payment> {
  const payment = await aNewPayment(council, facts)
  await openEntry(council, payment.id)
  return payment
}

/** Opens a card entry for a payment, as the payee's press does. */
export async function openEntry(council: Council, paymentId: string) {
  return await openCardEntry(council.outside, {
    paymentId,
    language: "en",
    renew: false,
    returnUrl: "https://pay.example/pay/capability/card",
    challengeReturnUrl: "https://pay.example/pay/capability/challenge",
  })
}
