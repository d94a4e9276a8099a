import type { PlannedRequest } from "./orders.ts"

/** `POST /v1/payments` as a buyer's server sends it. `number` makes references differ. */
export function createRequest(apiKey: string, number: number): PlannedRequest {
  return {
    method: "POST",
    path: "/v1/payments",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({
      amount: 14_250,
      reference: `INV-${number}`,
      description: "Hire of the main hall",
      return_url: "https://council.example/return",
      email: "mair@council.example",
      metadata: { ledger_code: "20-1500-0000", hall: "main" },
    }),
  }
}

/** Enough different ones that no two at once are the same. */
export function createRequests(apiKey: string): readonly PlannedRequest[] {
  return Array.from({ length: 100 }, (_, number) => createRequest(apiKey, number))
}

/** `GET /v1/payments/{payment_id}` of each. */
export function getRequests(apiKey: string, paymentIds: readonly string[]): readonly PlannedRequest[] {
  const headers = { authorization: `Bearer ${apiKey}` }
  return paymentIds.map((id) => ({ method: "GET", path: `/v1/payments/${id}`, headers, body: "" }))
}

/** The checkout pages as a browser asks for them. */
export function pageRequests(pages: readonly string[]): readonly PlannedRequest[] {
  return pages.map((page) => ({
    method: "GET",
    path: new URL(page).pathname,
    headers: { accept: "text/html" },
    body: "",
  }))
}
