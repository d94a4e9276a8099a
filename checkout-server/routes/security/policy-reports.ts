import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import * as v from "valibot"
import type { Outside } from "#checkout-server/outside.ts"
import type { PolicyViolation } from "#domain/security/policy-violation.ts"
import { readViolation } from "#domain/security/policy-violation.ts"
import { recordViolation } from "#operations/security/record-violation.ts"

/** Where browsers tell what they stopped. */
export const policyReportsPath = "/policy-reports"

const maxReportBytes = 16 * 1024
/** Of one request: a page that breaks tells of a few. */
const mostReports = 20

/** As `report-uri` sends it. */
const OldReport = v.object({
  "csp-report": v.object({
    "effective-directive": v.optional(v.string()),
    "violated-directive": v.optional(v.string(), ""),
    "blocked-uri": v.string(),
    "document-uri": v.string(),
  }),
})

/** As the Reporting API sends it. */
const Reports = v.array(
  v.object({
    type: v.string(),
    body: v.optional(
      v.object({ effectiveDirective: v.string(), blockedURL: v.string(), documentURL: v.string() }),
    ),
  }),
)

/** `POST /policy-reports`: takes what browsers stopped. Anybody may send one, and learns nothing from the answer. */
export function policyReportRoutes(outside: Outside): Hono {
  const ownOrigin = new URL(outside.addresses.checkout).origin
  return new Hono().post(policyReportsPath, bodyLimit({ maxSize: maxReportBytes }), async (request) => {
    const told: unknown = await request.req.json().catch(() => null)
    for (const violation of violationsIn(told, ownOrigin)) await recordViolation(outside, violation)
    return request.body(null, 204)
  })
}

function violationsIn(told: unknown, ownOrigin: string): readonly PolicyViolation[] {
  const old = v.safeParse(OldReport, told)
  if (old.success) {
    const report = old.output["csp-report"]
    const directive = report["effective-directive"] ?? report["violated-directive"].split(" ")[0] ?? ""
    const facts = { directive, blocked: report["blocked-uri"], document: report["document-uri"] }
    return found([readViolation({ ...facts, ownOrigin })])
  }
  const many = v.safeParse(Reports, told)
  if (!many.success) return []
  const read = many.output.slice(0, mostReports).map(({ type, body }) => {
    if (type !== "csp-violation" || !body) return null
    const { effectiveDirective: directive, blockedURL: blocked, documentURL: document } = body
    return readViolation({ directive, blocked, document, ownOrigin })
  })
  return found(read)
}

function found(read: readonly (PolicyViolation | null)[]): readonly PolicyViolation[] {
  return read.filter((violation) => violation !== null)
}
