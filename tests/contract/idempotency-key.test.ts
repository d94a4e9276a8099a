import { describe, expect, it } from "vitest"
import { readIdempotencyKey } from "#contract/idempotency-key.ts"

describe("readIdempotencyKey", () => {
  it.each(["a", "0", "-", "3f6c8a1e-7b1d-4d1c-9a55-0d1f1c1e2b3a", "x".repeat(255)])("takes %s", (key) => {
    expect(readIdempotencyKey(key)).toEqual({ ok: true, value: key })
  })

  it("takes quotes off", () => {
    expect(readIdempotencyKey('"abc"')).toEqual({ ok: true, value: "abc" })
    expect(readIdempotencyKey(`"${"x".repeat(255)}"`)).toEqual({ ok: true, value: "x".repeat(255) })
  })

  it.each(["", '""', "x".repeat(256), `"${"x".repeat(256)}"`])("refuses the size of %j", (key) => {
    expect(readIdempotencyKey(key)).toEqual({
      ok: false,
      error: {
        name: "header_invalid",
        header: "Idempotency-Key",
        why: "can have a size between 1 and 255",
      },
    })
  })

  it.each(["a b", "a_b", "a, b", '"abc', "abc\n", "é", '"a"b"'])("refuses the characters of %j", (key) => {
    expect(readIdempotencyKey(key)).toMatchObject({
      ok: false,
      error: { why: "can only contain alphanumeric characters and hyphens" },
    })
  })
})
