import { pino } from "pino"
import { buildDemoSite } from "#demo-site/app.tsx"
import { readAssets } from "#demo-site/backend/assets.ts"
import { keepOrders } from "#demo-site/backend/orders.ts"
import { connectPaymentsApi } from "#demo-site/backend/payments-api.ts"
import { keepWebhooks } from "#demo-site/backend/received-webhooks.ts"
import type { Outside } from "#demo-site/outside.ts"
import { standInIntegrity } from "./stand-in-civic-pay.ts"

/** The secret of the published Standard Webhooks vector. */
export const testSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
export const testKey = `civicpay_test_${"a".repeat(49)}`
export const testNow = new Date("2026-11-22T09:30:00Z")
export const testPaymentId = "0123456789abcdefghijklmnop"
export const testToken = "0123456789abcdef0123456789abcdef"

/** The whole site with a stopped clock, in memory, talking to the given Civic Pay. */
export function buildTestSite(civicPayUrl: string, changes: Partial<Outside> = {}) {
  const outside: Outside = {
    settings: {
      port: 0,
      host: "127.0.0.1",
      url: "http://localhost:3001",
      folder: null,
      civicPayUrl,
      apiKey: testKey,
      webhookSecrets: [testSecret],
      logLevel: "silent",
    },
    assets: readAssets(),
    payments: connectPaymentsApi({ civicPayUrl, apiKey: testKey }),
    orders: keepOrders(null),
    webhooks: keepWebhooks({ now: () => testNow, file: null }),
    widget: () => ({ src: `${civicPayUrl}/w/1.0.0/civic-pay.js`, integrity: standInIntegrity }),
    now: () => testNow,
    newToken: () => testToken,
    ready: () => true,
    log: pino({ level: "silent" }),
    ...changes,
  }
  return { app: buildDemoSite(outside), outside }
}

/** An address where nothing listens, for pages that never call Civic Pay. */
export const nowhere = "http://127.0.0.1:9"
