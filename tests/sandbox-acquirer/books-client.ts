import { randomUUID } from "node:crypto"
import { apiKey, type Send } from "./sandbox-client.ts"

export interface Dispute {
  id: string
  payment_id: string
  amount: number
  reason: string
  status: string
  evidence_due_at: string | null
  opened_at: string
}

export interface Line {
  id: string
  kind: string
  payment_id: string
  reference: string
  refund_id: string | null
  dispute_id: string | null
  gross: number
  fee: number
  net: number
  currency: string
  payout_id: string
  occurred_at: string
}

export interface Books {
  day: string
  lines: Line[]
  payouts: { id: string; amount: number; currency: string; paid_on: string }[]
  complete: boolean
}

export interface Changes {
  changes: { id: string; payment_id: string; reference: string; at: string }[]
  next_cursor: string | null
  complete: boolean
}

interface Told<Body> {
  readonly status: number
  readonly body: Body
}

/** What a council's server, its bank and its accountant see of the sandbox's money. */
export function booksClient(sandbox: { readonly send: Send }) {
  const headers = () => ({ authorization: `Bearer ${apiKey}`, "idempotency-key": randomUUID() })
  async function get<Body>(path: string): Promise<Told<Body>> {
    const response = await sandbox.send(path, { headers: headers() })
    return { status: response.status, body: (await response.json()) as Body }
  }
  async function post<Body = Dispute>(path: string, body: unknown): Promise<Told<Body>> {
    const init = { method: "POST", headers: headers(), body: JSON.stringify(body) }
    const response = await sandbox.send(path, init)
    return { status: response.status, body: (await response.json()) as Body }
  }
  const booksOf = async (day: string) => (await get<Books>(`/api/settlements/${day}`)).body
  return {
    get,
    post,
    booksOf,
    changes: async (query = "") => (await get<Changes>(`/api/changes?${query}`)).body,
    disputesOf: async (paymentId: string) =>
      (await get<{ disputes: Dispute[] }>(`/api/payments/${paymentId}`)).body.disputes,
    evidence: (id: string, text: string) => post(`/api/disputes/${id}/evidence`, { text }),
    accept: (id: string) => post(`/api/disputes/${id}/acceptance`, {}),
    /** The lines about a payment on a day, as `kind gross`. */
    linesOf: async (paymentId: string, day: string) => {
      const lines = (await booksOf(day)).lines.filter((line) => line.payment_id === paymentId)
      return lines.map(({ kind, gross }) => `${kind} ${gross}`).sort()
    },
  }
}
