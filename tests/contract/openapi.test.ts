import { Ajv2020 } from "ajv/dist/2020.js"
import addFormatsModule from "ajv-formats"
import { describe, expect, it } from "vitest"
import { apiErrors } from "#contract/api-errors.ts"
import type { BuyerApiRoute } from "#contract/buyer-api.ts"
import { buyerApi, buyerApiVersion, errorsOf } from "#contract/buyer-api.ts"
import { openApiDocument } from "#contract/openapi.ts"
import { at } from "#tests/routes/buyer-api/own-document.ts"

type Json = Record<string, unknown>

const addresses = { checkoutUrl: "https://pay.example", docsUrl: "https://pay.example/docs" }
const document = JSON.parse(JSON.stringify(openApiDocument(addresses))) as Json

/** Every object inside the document, with its place. */
function everyObject(
  value: unknown,
  place: readonly string[] = [],
): { object: Json; place: readonly string[] }[] {
  if (typeof value !== "object" || value === null) return []
  const inside = Object.entries(value).flatMap(([name, member]) => everyObject(member, [...place, name]))
  return [{ object: value as Json, place }, ...inside]
}

const objects = everyObject(document)

describe("openApiDocument", () => {
  it("has the members that OpenAPI 3.1 asks for", () => {
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\.\d+$/),
      info: { title: expect.any(String), version: buyerApiVersion },
      components: { securitySchemes: { BearerAuth: { type: "http", scheme: "bearer" } } },
    })
    const known = ["openapi", "info", "jsonSchemaDialect", "servers", "security", "paths", "components"]
    expect(Object.keys(document).sort()).toEqual(known.sort())
  })

  it("points at what is there", () => {
    const references = objects.flatMap(({ object: { $ref } }) => (typeof $ref === "string" ? [$ref] : []))
    expect(references.length).toBeGreaterThan(10)
    for (const reference of references) {
      expect(at(document, reference.replace("#/", "").split("/")), reference).toBeDefined()
    }
  })

  it("documents each operation with every code", () => {
    for (const [id, route] of Object.entries<BuyerApiRoute>(buyerApi)) {
      const operation = at(document, ["paths", route.path, route.method.toLowerCase()]) as Json
      expect(operation).toMatchObject({ operationId: id, summary: route.summary })
      for (const name of errorsOf(route)) {
        const { code, status } = apiErrors[name]
        const { description } = at(operation, ["responses", String(status)]) as { description: string }
        expect(description).toContain(code)
      }
    }
  })

  it("declares every parameter of a path", () => {
    const operations = objects.filter(({ object }) => "operationId" in object)
    for (const { object, place } of operations) {
      const inPath = [...(place[1] ?? "").matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      const { parameters = [] } = object as { parameters?: { name: string; in: string; required: boolean }[] }
      const ofPath = parameters.filter((parameter) => parameter.in === "path" && parameter.required)
      expect(ofPath.map(({ name }) => name)).toEqual(inPath)
      const others = parameters.filter((parameter) => !ofPath.includes(parameter))
      const isPost = place.at(-1) === "post"
      expect(others).toMatchObject(isPost ? [{ name: "Idempotency-Key", in: "header", required: false }] : [])
    }
  })

  it("says of every POST how a repeat is answered", () => {
    const posts = objects.filter(({ object, place }) => "operationId" in object && place.at(-1) === "post")
    expect(posts).toHaveLength(6)
    for (const { object } of posts) {
      const answers = Object.values(object["responses"] as Record<string, Json>)
      const replayed = answers.filter(({ headers }) => "Idempotent-Replayed" in (headers as Json))
      expect(replayed).toHaveLength(1)
      expect(at(object, ["responses", "409", "headers", "Retry-After"])).toBeDefined()
    }
    expect(at(document, ["paths", "/v1/payments", "post", "responses", "200", "content"])).toBeDefined()
  })

  it("has examples that its own schemas accept", () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true })
    addFormatsModule.default(ajv)
    ajv.addSchema(document, "own")
    const media = objects.filter(
      ({ object }) => "schema" in object && ("example" in object || "examples" in object),
    )
    expect(media.length).toBeGreaterThan(10)
    for (const { object, place } of media) {
      const { example, examples = {} } = object as {
        example?: unknown
        examples?: Record<string, { value: unknown }>
      }
      const names = [...place, "schema"].map((name) =>
        encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1")),
      )
      const validate = ajv.getSchema(`own#/${names.join("/")}`)
      const values = [
        ...(example === undefined ? [] : [example]),
        ...Object.values(examples).map(({ value }) => value),
      ]
      for (const value of values) expect(validate?.(value) || validate?.errors, place.join("/")).toBe(true)
    }
  })

  it("holds only schemas that compile strictly", () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
    addFormatsModule.default(ajv)
    const schemas = at(document, ["components", "schemas"]) as Json
    const $defs = JSON.parse(JSON.stringify(schemas).replaceAll("#/components/schemas/", "#/$defs/")) as Json
    expect(Object.keys($defs)).toContain("PaymentRefunds")
    for (const name of Object.keys($defs)) {
      expect(() => ajv.compile({ $defs, $ref: `#/$defs/${name}` }), name).not.toThrow()
    }
  })

  it("uses no status that the table does not have", () => {
    const errorStatuses = new Set<string>(Object.values(apiErrors).map(({ status }) => String(status)))
    for (const route of Object.values<BuyerApiRoute>(buyerApi)) {
      const responses = at(document, ["paths", route.path, route.method.toLowerCase(), "responses"]) as Json
      for (const status of Object.keys(responses)) {
        const own = [route.success.status, route.success.repeatStatus].map(String)
        expect(own.includes(status) || errorStatuses.has(status)).toBe(true)
      }
    }
  })
})
