import * as v from "valibot"
import { describe, expect, it } from "vitest"
import { apiErrorBody, errorAnswer } from "#contract/api-error-body.ts"

const context = { requestId: "req_0123456789abcdefghijklmnop", docsUrl: "https://pay.example/docs" }

describe("errorAnswer", () => {
  it("repeats the first refusal at the top", () => {
    const { status, body } = errorAnswer(
      [
        { name: "field_range", path: ["amount"], why: "Must be greater than or equal to 1" },
        { name: "field_range", path: ["billing_address", "country"], why: "$& $1" },
      ],
      context,
    )
    expect(status).toBe(422)
    expect(body).toMatchObject({
      field: "amount",
      code: "P0102",
      description: "Invalid attribute value: amount. Must be greater than or equal to 1",
      status: 422,
      errors: [
        { field: "amount", pointer: "#/amount" },
        {
          field: "country",
          pointer: "#/billing_address/country",
          description: "Invalid attribute value: country. $& $1",
        },
      ],
    })
    expect(body).not.toHaveProperty("pointer")
    expect(v.safeParse(apiErrorBody, body).issues).toBeUndefined()
  })

  it("has no field where none is at fault", () => {
    const { body } = errorAnswer([{ name: "payment_unknown" }], context)
    expect(body).not.toHaveProperty("field")
    expect(body.errors).toEqual([{ code: "P0200", description: "Not found" }])
  })
})
