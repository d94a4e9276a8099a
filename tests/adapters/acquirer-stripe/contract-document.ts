import { existsSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"

type Json = Readonly<Record<string, unknown>>

/** One request that can be made: its query and its body. */
export interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Json }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> }
}

/** Stripe's published description of its API, version 2024-04-10. */
export interface StripeDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: Readonly<Record<string, unknown>>
}

const projectRoot = fileURLToPath(new URL("../../..", import.meta.url))
const folder = resolve(projectRoot, "../shared/stripe-openapi")

/** Stripe's documents are not part of this repository. */
export const hasStripeDocument = existsSync(resolve(folder, "spec3.json"))
export const stripeDocumentAbsent = "Stripe's documents are not in ../shared/stripe-openapi"

export function stripeDocument(): StripeDocument {
  return read("spec3.json") as StripeDocument
}

/** The published examples of one object, by the name of their file. */
export function publishedExamples(object: string): readonly (readonly [string, Json])[] {
  return ["fixtures3-2024-04.json", "fixtures3-2026-08.json"].map((name) => {
    const { resources } = read(name) as { resources: Readonly<Record<string, Json>> }
    const example = resources[object]
    if (example === undefined) throw new Error(`${name} has no ${object}`)
    return [name, example]
  })
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(resolve(folder, name), "utf8"))
}

/** The published operation of a request, by its template; null where there is none. */
export function findOperation(
  { paths }: StripeDocument,
  method: string,
  path: string,
): { readonly template: string; readonly operation: Operation } | null {
  const template = paths[path] ? path : Object.keys(paths).find((one) => templatePattern(one).test(path))
  const operation = template === undefined ? undefined : paths[template]?.[method.toLowerCase()]
  return template === undefined || operation === undefined ? null : { template, operation }
}

function templatePattern(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`)
}

/** OpenAPI 3.0 has a word of its own for null, which JSON Schema does not know. */
export function withNulls(schema: unknown): unknown {
  return mapObjects(schema, (object) => {
    const { nullable, ...others } = object
    return nullable === true ? { anyOf: [{ type: "null" }, others] } : object
  })
}

/** Only the outermost object of a request says that it knows no other parameters; the inner ones do not either. */
export function closed(schema: unknown): unknown {
  return mapObjects(schema, (object) =>
    "properties" in object && !("additionalProperties" in object)
      ? { ...object, additionalProperties: false }
      : object,
  )
}

function mapObjects(value: unknown, map: (object: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((one) => mapObjects(one, map))
  if (typeof value !== "object" || value === null) return value
  return map(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapObjects(one, map)])))
}
