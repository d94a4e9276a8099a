import { Ajv, type ErrorObject, type ValidateFunction } from "ajv"
import { parse } from "qs"
import { asOfApril2024, newerParameters } from "./contract-differences.ts"
import { closed, findOperation, type Operation, type StripeDocument, withNulls } from "./contract-document.ts"
import type { Exchange } from "./contract-recorder.ts"

type Json = Readonly<Record<string, unknown>>

/** Tells what is wrong with requests and answers by Stripe's own description; nothing where all is well. */
export interface ContractCheck {
  request(exchange: Pick<Exchange, "method" | "path" | "query" | "form">): readonly string[]
  answer(exchange: Pick<Exchange, "method" | "path" | "status" | "json">): readonly string[]
  /** An object by the name that it gives itself. */
  object(object: Json): readonly string[]
}

const form = "application/x-www-form-urlencoded"

export function contractCheck(document: StripeDocument): ContractCheck {
  const options = { strict: false, allErrors: true, validateSchema: false, logger: false } as const
  // What is sent is text throughout.
  const requests = new Ajv({ ...options, coerceTypes: true })
  // The largest of them takes a second.
  const compiled = new Map<string, ValidateFunction>()
  const answers = new Ajv(options)
  answers.addSchema(withNulls(document) as Json, "stripe")

  function answerProblems(pointer: readonly string[], json: unknown): readonly string[] {
    const at = pointer.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
    const validate = answers.getSchema(`stripe#/${at.join("/")}`)
    if (validate === undefined) return [`${pointer.join(" ")} is not described`]
    return validate(asOfApril2024(json)) ? [] : said(validate.errors)
  }

  return {
    request: ({ method, path, query, form: body }) => {
      const found = findOperation(document, method, path)
      if (found === null) return [`${method} ${path} is not described`]
      const { template, operation } = found
      const name = `${method} ${template}`
      const asked = newerParameters(name, brackets(method === "POST" ? body : query))
      const validate = compiled.get(name) ?? requests.compile(requestSchema(method, operation))
      compiled.set(name, validate)
      return validate(asked) ? [] : said(validate.errors)
    },
    answer: ({ method, path, status, json }) => {
      const found = findOperation(document, method, path)
      if (found === null) return [`${method} ${path} is not described`]
      const outcome = status === 200 ? "200" : "default"
      const at = ["paths", found.template, method.toLowerCase(), "responses", outcome, "content"]
      return answerProblems([...at, "application/json", "schema"], json)
    },
    object: (object) => answerProblems(["components", "schemas", String(object["object"])], object),
  }
}

/** Deeper and longer than any request. */
const limits = { depth: 20, arrayLimit: 1_000, parameterLimit: 1_000 } as const

function brackets(text: string): Json {
  return parse(text, limits)
}

function requestSchema(method: string, { requestBody, parameters }: Operation): Json {
  const schema = method === "POST" ? requestBody?.content[form]?.schema : querySchema(parameters)
  return closed(schema ?? { properties: {} }) as Json
}

function querySchema(
  parameters: readonly { readonly name: string; readonly in: string; readonly schema: Json }[] = [],
): Json {
  const named = parameters.filter((one) => one.in === "query")
  return {
    type: "object",
    properties: Object.fromEntries(named.map(({ name, schema }) => [name, schema])),
  }
}

function said(errors: readonly ErrorObject[] | null | undefined): readonly string[] {
  return (errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}
