import { describe, expect, it } from "vitest"
import { isBeingAnswered } from "#domain/disputes/being-answered.ts"
import { instant, later } from "#domain/instant.ts"
import { openOperationStates } from "#domain/payments/operation.ts"

const createdAt = instant(Date.UTC(2026, 10, 22))
const before = { updatedAt: createdAt }
const since = { updatedAt: later(createdAt, 1) }

describe("a dispute is being answered", () => {
  it.each(openOperationStates)("while its answer is %s", (state) => {
    for (const dispute of [before, since]) expect(isBeingAnswered(dispute, { state, createdAt })).toBe(true)
  })

  it("until the acquirer has told of it since its answer arrived", () => {
    const newest = { state: "succeeded", createdAt } as const
    expect(isBeingAnswered(before, newest)).toBe(true)
    expect(isBeingAnswered(since, newest)).toBe(false)
  })

  it.each(["refused", "abandoned", "superseded"] as const)("never by one that was %s", (state) => {
    expect(isBeingAnswered(before, { state, createdAt })).toBe(false)
  })

  it("never without an answer", () => {
    expect(isBeingAnswered(before, null)).toBe(false)
  })
})
