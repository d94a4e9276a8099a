import { describe, expect, it } from "vitest"
import { isFormatReason, why } from "#contract/why.ts"

describe("isFormatReason", () => {
  it("tells form from range", () => {
    expect([why.number, why.string, why.url, why.boolean, why.object].every(isFormatReason)).toBe(true)
    expect([why.atLeast(1), why.longerThan(5), why.cardNumber, why.oneOf(["web"])].some(isFormatReason)).toBe(
      false,
    )
  })
})
