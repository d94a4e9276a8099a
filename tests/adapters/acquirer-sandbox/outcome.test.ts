import * as v from "valibot"
import { describe, expect, it } from "vitest"
import { outcomeOf, take } from "#adapters/acquirer-sandbox/outcome.ts"

const schema = v.object({ amount: v.number() })
const answered = (status: number, json: unknown) => ({ kind: "answered", status, json }) as const

describe("outcomeOf", () => {
  it("passes on what was not answered", () => {
    expect(outcomeOf({ kind: "not_sent", cause: "unreachable" }, schema)).toEqual({
      kind: "not_sent",
      cause: "unreachable",
    })
  })

  it.each(["<p>", { error: "no" }, { error: { code: 7 } }, null])(
    "a 402 without our codes is unrecognised",
    (json) => {
      expect(outcomeOf(answered(402, json), schema)).toEqual({
        kind: "unknown",
        cause: "unrecognised",
        evidence: { status: 402 },
      })
    },
  )
})

describe("take", () => {
  const ok = outcomeOf(answered(200, { amount: 5 }), schema)

  it("null is a mismatch, not a success", () => {
    expect(take(ok, () => null)).toEqual({ kind: "unknown", cause: "mismatch", evidence: { status: 200 } })
  })

  it("changes a success only", () => {
    expect(take(ok, ({ amount }) => amount + 1)).toEqual({ kind: "ok", value: 6, evidence: { status: 200 } })
    const refused = outcomeOf(answered(400, { error: { code: "invalid_request" } }), schema)
    expect(take(refused, () => 1)).toBe(refused)
  })
})
