import * as v from "valibot"
import { expect, it } from "vitest"
import {
  boolean,
  expand,
  metadata,
  positive,
  readParams,
  text,
  timeRange,
  webAddress,
} from "#sandbox-acquirer/stripe/read-params.ts"

const schema = v.strictObject({
  amount: positive,
  flag: v.optional(boolean),
  items: v.optional(v.array(v.strictObject({ name: text, price: v.optional(positive) }))),
  metadata: v.optional(metadata),
  created: v.optional(timeRange),
  url: v.optional(webAddress),
  expand,
})

const read = (encoded: string) => {
  const params = readParams(schema, encoded)
  return params.ok ? params.params : (params.answer.body as { error: object }).error
}

it("reads brackets, encoded or not", () => {
  const items = "items[0][name]=Licence&items%5B1%5D%5Bname%5D=Permit&items%5B1%5D%5Bprice%5D=3"
  expect(read(`amount=5&flag=true&${items}&expand[0]=a.b&metadata[our id]=7`)).toEqual({
    amount: 5,
    flag: true,
    items: [{ name: "Licence" }, { name: "Permit", price: 3 }],
    expand: ["a.b"],
    metadata: { "our id": "7" },
  })
})

it.each([
  ["created=5", 5],
  ["created[gte]=5&created[lt]=9", { gte: 5, lt: 9 }],
])("reads the time %s", (query, created) => {
  expect(read(`amount=1&${query}`)).toMatchObject({ created })
})

it("metadata left empty is none", () => {
  expect(read("amount=1&metadata=")).toMatchObject({ metadata: {} })
})

it.each([
  ["", { code: "parameter_missing", param: "amount", message: "Missing required param: amount." }],
  ["amount=1&amont=2", { code: "parameter_unknown", param: "amont" }],
  ["amount=1&items[0][name]=a&items[0][nmae]=b", { code: "parameter_unknown", param: "items[0][nmae]" }],
  ["amount=1&items[0][price]=2", { code: "parameter_missing", param: "items[0][name]" }],
  ["amount=1&created[after]=5", { code: "parameter_unknown", param: "created[after]" }],
  ["amount=ten", { code: "parameter_invalid_integer", param: "amount", message: "Invalid integer: ten" }],
  ["amount=0", { param: "amount" }],
  ["amount=1&amount=2", { param: "amount" }],
  ["amount=1&flag=yes", { param: "flag", message: "Invalid boolean: yes" }],
  ["amount=1&url=ftp://example.org", { param: "url", message: "Not a valid URL" }],
  [`amount=1&metadata[${"k".repeat(41)}]=v`, { type: "invalid_request_error" }],
  [`amount=1&metadata[k]=${"v".repeat(501)}`, { type: "invalid_request_error" }],
])("refuses %s by its name", (encoded, error) => {
  expect(read(encoded)).toMatchObject({ type: "invalid_request_error", ...error })
})
