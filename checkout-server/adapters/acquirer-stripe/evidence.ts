import type { Evidence } from "#ports/acquirer.ts"

/** What is kept of an answer. Words of another shape than Stripe's ids and codes have are left out. */
export function evidenceOf(told: {
  readonly statusCode?: number | undefined
  readonly requestId?: string | null | undefined
  readonly code?: string | undefined
}): Evidence {
  const { statusCode, requestId, code } = told
  return {
    ...(statusCode === undefined ? {} : { status: statusCode }),
    ...(requestId && /^req_\w{1,60}$/.test(requestId) ? { requestId } : {}),
    ...(code !== undefined && /^[a-z][a-z0-9_]{0,63}$/.test(code) ? { code } : {}),
  }
}
