import { Ajv2020 } from "ajv/dist/2020.js"
import addFormatsModule from "ajv-formats"
import { expect } from "vitest"
import type { BuyerApiRoute } from "#contract/buyer-api.ts"
import { buyerApi } from "#contract/buyer-api.ts"

type Json = Record<string, unknown>

/** What an answer is checked by. */
export interface Answer {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly type: string | null
  readonly body: unknown
}

/** A check that fails on any status, code or member that the OpenAPI document does not name. */
export function ownDocumentCheck(document: unknown): (answer: Answer) => void {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormatsModule.default(ajv)
  ajv.addSchema(tightened(structuredClone(document)) as Json, "own")
  return (answer) => {
    const pointer = responsePointer(answer)
    if (answer.body === null) {
      expect(at(document, [...pointer, "content"]), "an empty body where one is documented").toBeUndefined()
      return
    }
    const path = [...pointer, "content", answer.type ?? "", "schema"]
    expect(
      at(document, path),
      `undocumented: ${answer.method} ${answer.path} → ${answer.status}`,
    ).toBeDefined()
    const validate = ajv.getSchema(`own#/${path.map(escapeName).join("/")}`)
    expect(validate?.(answer.body) || validate?.errors, JSON.stringify(answer.body)).toBe(true)
  }
}

function responsePointer({ method, path, status }: Answer): string[] {
  const onPath = Object.values<BuyerApiRoute>(buyerApi).filter((route) => template(route.path).test(path))
  if (onPath.length === 0) return ["components", "responses", "PathUnknown"]
  const asked = method === "HEAD" ? "GET" : method
  const route = onPath.find((candidate) => candidate.method === asked)
  if (!route) return ["components", "responses", "MethodUnknown"]
  return ["paths", route.path, route.method.toLowerCase(), "responses", String(status)]
}

function template(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`)
}

/** Follows names into a JSON document; undefined where one is missing. */
export function at(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Json | undefined)?.[name], document)
}

function escapeName(name: string): string {
  return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"))
}

/** The published document lets responses gain members; the tests do not. */
function tightened(document: unknown): unknown {
  const visit = (schema: unknown): void => {
    if (typeof schema !== "object" || schema === null) return
    const object = schema as Json
    const { type, properties, additionalProperties = false } = object
    if (type === "object" && properties) Object.assign(object, { additionalProperties })
    Object.values(object).forEach(visit)
  }
  visit(at(document, ["components", "schemas"]))
  return document
}
