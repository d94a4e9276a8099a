import * as v from "valibot"

/** What we ask Civic Pay to collect. */
export interface PaymentRequest {
  /** Whole pence. */
  readonly amount: number
  readonly reference: string
  readonly description: string
  readonly returnUrl: string
  readonly language: "en" | "cy"
  /** The same key gives the same payment, however often it is sent: letters, digits and hyphens. */
  readonly idempotencyKey: string
}

/** The part of a payment that this site reads; `GET /v1/payments/{id}` gives more. */
export type Payment = v.InferOutput<typeof PaymentBody>
const PaymentBody = v.object({
  payment_id: v.pipe(v.string(), v.regex(/^[0-9a-v]{26}$/)),
  amount: v.pipe(v.number(), v.integer(), v.minValue(0)),
  reference: v.string(),
  description: v.string(),
  state: v.object({ status: v.string(), finished: v.boolean(), code: v.nullish(v.string()) }),
  _links: v.object({ next_url: v.nullish(v.object({ href: v.string() })) }),
})

const ErrorBody = v.object({ code: v.optional(v.string()) })

/**
 * What came of a call.
 *
 * - `refused`: Civic Pay answered with an error; `code` is its symbol (`P0102`, `CP0001`) or null
 * - `unreachable`: no answer in time, so a payment may or may not have been created
 * - `unexpected_answer`: an answer this site does not understand
 */
export type Answer =
  | { readonly ok: true; readonly payment: Payment }
  | { readonly ok: false; readonly problem: "refused"; readonly status: number; readonly code: string | null }
  | { readonly ok: false; readonly problem: "unreachable" | "unexpected_answer" }

export interface PaymentsApi {
  readonly create: (request: PaymentRequest) => Promise<Answer>
  readonly read: (paymentId: string) => Promise<Answer>
}

/** A person is waiting for the page. */
const deadlineMilliseconds = 10_000
/** A payment is about 2 KB of JSON. */
const answerBytesMax = 64 * 1024

/** Civic Pay's payments API over HTTP, with this council's key. */
export function connectPaymentsApi(connection: {
  readonly civicPayUrl: string
  readonly apiKey: string
}): PaymentsApi {
  const { civicPayUrl, apiKey } = connection
  const authorization = `Bearer ${apiKey}`
  return {
    create: (request) =>
      call(`${civicPayUrl}/v1/payments`, {
        method: "POST",
        headers: {
          authorization,
          "content-type": "application/json",
          "idempotency-key": request.idempotencyKey,
        },
        body: JSON.stringify({
          amount: request.amount,
          reference: request.reference,
          description: request.description,
          return_url: request.returnUrl,
          language: request.language,
        }),
      }),
    read: (paymentId) =>
      call(`${civicPayUrl}/v1/payments/${encodeURIComponent(paymentId)}`, { headers: { authorization } }),
  }
}

async function call(url: string, request: RequestInit): Promise<Answer> {
  const answer = await send(url, request)
  if (answer === null) return { ok: false, problem: "unreachable" }
  if (!answer.ok) {
    const error = v.safeParse(v.pipe(v.string(), v.parseJson(), ErrorBody), answer.text)
    const code = error.success ? (error.output.code ?? null) : null
    return { ok: false, problem: "refused", status: answer.status, code }
  }
  const payment = v.safeParse(v.pipe(v.string(), v.parseJson(), PaymentBody), answer.text)
  return payment.success ? { ok: true, payment: payment.output } : { ok: false, problem: "unexpected_answer" }
}

async function send(
  url: string,
  request: RequestInit,
): Promise<{ readonly ok: boolean; readonly status: number; readonly text: string } | null> {
  try {
    // A redirect would carry our key to another address.
    const signal = AbortSignal.timeout(deadlineMilliseconds)
    const response = await fetch(url, { ...request, signal, redirect: "error" })
    return { ok: response.ok, status: response.status, text: await readText(response) }
  } catch {
    return null
  }
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ""
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > answerBytesMax) return ""
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
