import type { Context } from "hono"
import type { ApiErrors } from "#contract/api-error-body.ts"
import { errorAnswer } from "#contract/api-error-body.ts"
import type { ApiErrorStatus } from "#contract/api-errors.ts"
import type { BuyerApiEnv } from "#routes/buyer-api/environment.ts"

/** Seconds until a restarted database usually answers again. */
const retryAfterSeconds = "5"

const statusHeaders: Partial<Record<ApiErrorStatus, Readonly<Record<string, string>>>> = {
  401: { "WWW-Authenticate": "Bearer" },
  503: { "Retry-After": retryAfterSeconds },
}

/** A request is in progress for milliseconds; a second is the least that can be asked for. */
const inProgressHeaders = { "Retry-After": "1" }

/** Answers a refusal: as problem details (RFC 9457) if `Accept` names them, else as plain JSON. */
export function answerError(c: Context<BuyerApiEnv>, errors: ApiErrors): Response {
  const { status, body } = errorAnswer(errors, { requestId: c.get("requestId"), docsUrl: c.get("docsUrl") })
  const problem = /\bapplication\/problem\+json\b/i.test(c.req.header("Accept") ?? "")
  return c.body(JSON.stringify(body), status, {
    "Content-Type": problem ? "application/problem+json" : "application/json",
    ...statusHeaders[status],
    ...(errors[0].name === "request_in_progress" ? inProgressHeaders : {}),
  })
}
