import { describe, expect, it } from "vitest"
import type { DisputeState } from "#domain/disputes/dispute.ts"
import type { DisputeAnswerKind } from "#domain/disputes/dispute-answer.ts"
import { answerFinding, checkAnswerable } from "#domain/disputes/dispute-answer.ts"
import { instant, later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"

const at = instant(Date.UTC(2026, 10, 22))
const free = { isBeingAnswered: false, at }

describe("checkAnswerable", () => {
  it.each([null, later(at, 1)])("takes an answer while the bank waits until %j", (evidenceDueAt) => {
    expect(checkAnswerable({ state: "needs_response", evidenceDueAt }, free)).toEqual({
      ok: true,
      value: null,
    })
  })

  it.each<[string, { state: DisputeState; due?: number; isBeingAnswered?: boolean }]>([
    ["dispute_decided", { state: "won" }],
    ["dispute_decided", { state: "lost", due: -1, isBeingAnswered: true }],
    ["dispute_answered", { state: "under_review" }],
    ["dispute_answered", { state: "needs_response", isBeingAnswered: true }],
    ["dispute_overdue", { state: "needs_response", due: 0 }],
    ["dispute_overdue", { state: "needs_response", due: -1 }],
  ])("refuses as %s: %o", (problem, { state, due = 1, isBeingAnswered = false }) => {
    const checked = checkAnswerable({ state, evidenceDueAt: later(at, due) }, { isBeingAnswered, at })
    expect(checked).toEqual({ ok: false, problem })
  })
})

describe("answerFinding", () => {
  it.each<[DisputeAnswerKind, DisputeState, string | null]>([
    ["evidence", "needs_response", null],
    ["evidence", "under_review", "received"],
    ["evidence", "won", "received"],
    ["evidence", "lost", "overtaken"],
    ["acceptance", "needs_response", null],
    ["acceptance", "under_review", "overtaken"],
    ["acceptance", "won", "overtaken"],
    ["acceptance", "lost", "received"],
  ])("%s and %s: %s", (kind, state, finding) => {
    const amount = exactPence(900)
    expect(answerFinding({ kind, amount }, { state, amount })).toBe(finding)
  })

  it("giving in to a bank that only asked ends it without a loss", () => {
    const nothing = exactPence(0)
    const answer = { kind: "acceptance", amount: nothing } as const
    expect(answerFinding(answer, { state: "won", amount: nothing })).toBe("received")
  })

  it("a question that has become a dispute was not what was answered", () => {
    for (const kind of ["evidence", "acceptance"] as const) {
      const answer = { kind, amount: exactPence(0) }
      expect(answerFinding(answer, { state: "needs_response", amount: exactPence(900) })).toBe("overtaken")
    }
  })
})
