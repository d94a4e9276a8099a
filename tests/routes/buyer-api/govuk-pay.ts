import { existsSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { Ajv } from "ajv"
import addFormatsModule from "ajv-formats"
import { expect } from "vitest"
import type { Answer } from "./own-document.ts"

type Json = Record<string, unknown>
type Schemas = Record<string, { properties: Record<string, Json> }>

const projectRoot = fileURLToPath(new URL("../../..", import.meta.url))
const folder = resolve(projectRoot, "../shared/govuk-pay")

/** The reference documents of GOV.UK Pay are not part of this repository; without them these checks do nothing. */
export const hasGovukPay = existsSync(resolve(folder, "publicapi_spec.json"))
export const govukPayAbsent = "GOV.UK Pay's documents are not in ../shared/govuk-pay"

/** GOV.UK Pay's codes with their statuses and texts. */
export function govukPayErrors(): readonly { code: string; status: number[]; description: string }[] {
  return (read("error-codes.json") as { errors: { code: string; status: number[]; description: string }[] })
    .errors
}

/** Checks that a GOV.UK Pay client can read an answer of ours. Does nothing where the reference is absent. */
export function govukPayCheck(): (answer: Answer) => void {
  if (!hasGovukPay) return () => {}
  const document = adapted(read("publicapi_spec.json") as Json)
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false })
  addFormatsModule.default(ajv)
  ajv.addSchema(document, "govuk")
  return (answer) => {
    const name = schemaName(answer)
    if (name === null) return
    const validate = ajv.getSchema(`govuk#/components/schemas/${name}`)
    expect(validate?.(withoutNulls(answer.body)) || validate?.errors, JSON.stringify(answer.body)).toBe(true)
  }
}

/** The schema a client expects: by status, and for a payment whichever way it was asked for. */
function schemaName({ path, status, body }: Answer): string | null {
  if (body === null || path === "/v1/openapi.json") return null
  if (status >= 400) return "RequestError"
  // A payment has no list of its disputes at GOV.UK Pay.
  if (path.startsWith("/v1/disputes/")) return "DisputeDetailForSearch"
  if (path.endsWith("/disputes")) return null
  if (path.endsWith("/events")) return "PaymentEvents"
  if (/\/refunds$/.test(path) && status === 200) return "RefundForSearchResult"
  return path.includes("/refunds") ? "Refund" : "PaymentWithAllLinks"
}

/** The reference says little where it should and something wrong in four places; see payments API, contract tests. */
function adapted(document: Json): Json {
  const { PostLink, PaymentWithAllLinks, ...others } = (
    document as unknown as { components: { schemas: Schemas } }
  ).components.schemas
  if (!PostLink || !PaymentWithAllLinks) throw new Error("not the document that the checks were written for")
  const flatMap = { type: "object", additionalProperties: { type: ["string", "number", "boolean"] } }
  const params = { type: "object", additionalProperties: { type: "string" } }
  const modes = { type: "string", enum: ["web", "moto_api", "external", "agreement"] }
  return {
    components: {
      schemas: {
        ...others,
        ExternalMetadata: flatMap,
        PostLink: { ...PostLink, properties: { ...PostLink.properties, params } },
        PaymentWithAllLinks: {
          ...PaymentWithAllLinks,
          properties: { ...PaymentWithAllLinks.properties, authorisation_mode: modes },
        },
      },
    },
  }
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== "object" || value === null) return value
  const kept = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]))
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(resolve(folder, name), "utf8"))
}
