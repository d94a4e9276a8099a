import { describe, expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import type { BookedKind, BookLine, KnownOfLine, Movement } from "#domain/ledger/match-line.ts"
import { bookedKinds, matchLine } from "#domain/ledger/match-line.ts"
import { settlementLineKinds } from "#domain/ledger/settlement-line.ts"
import { exactPence } from "#domain/money.ts"

/** What caused each posting, as a line names it. */
const sources: Readonly<Record<BookedKind, string>> = {
  captured: "payment",
  late_success: "acq_1",
  refund_succeeded: "refund",
  refund_returned: "refund",
  dispute_opened: "dispute",
  dispute_won: "dispute",
}

function moved(kind: BookedKind, amount = 100): Movement {
  return {
    id: `ldg_${kind}`,
    kind,
    sourceId: sources[kind],
    paymentId: "payment",
    standsOn: "acq_1",
    buyerId: "buyer",
    amount: exactPence(amount),
    postedAt: instant(0),
  }
}

function line(kind: BookLine["kind"], facts: Partial<BookLine> = {}): BookLine {
  return {
    lineId: "stl_1",
    kind,
    acquirerPaymentId: "acq_1",
    reference: "payment",
    refundId: kind.startsWith("refund") ? "refund" : null,
    acquirerDisputeId: kind.startsWith("dispute") ? "dsp_1" : null,
    gross: exactPence(100),
    ...facts,
  }
}

const all = (Object.keys(bookedKinds) as BookedKind[]).map((kind) => moved(kind))

function known(movements: readonly Movement[] = all): KnownOfLine {
  return { isOurs: true, movements, disputeId: "dispute" }
}

describe("a line", () => {
  it.each([
    ["payment", "late_success"],
    ["refund", "refund_succeeded"],
    ["refund_failed", "refund_returned"],
    ["dispute", "dispute_opened"],
    ["dispute_won", "dispute_won"],
  ] as const)("of a %s stands beside the posting %s", (kind, posting) => {
    const match = matchLine(line(kind), known())
    expect([match.state, match.movement?.kind]).toEqual(["matched", posting])
  })

  it("of a payment is its capture, but late money where that is the same attempt's", () => {
    const captured = moved("captured")
    const late = { ...moved("late_success"), sourceId: "acq_2" }
    const kindOf = (acquirerPaymentId: string) =>
      matchLine(line("payment", { acquirerPaymentId }), known([captured, late])).movement?.kind
    expect(kindOf("acq_1")).toBe("captured")
    expect(kindOf("acq_2")).toBe("late_success")
  })

  it.each(["acq_other", null])("of a charge is no capture that stands on %s", (standsOn) => {
    const captured = { ...moved("captured"), standsOn }
    expect(matchLine(line("payment"), known([captured]))).toEqual({ state: "not_posted", movement: null })
  })

  it.each(settlementLineKinds)("of a %s for another sum differs from its posting", (kind) => {
    const match = matchLine(line(kind, { gross: exactPence(99) }), known())
    expect(match.state).toBe("amount_differs")
    expect(match.movement).not.toBeNull()
  })

  it.each(settlementLineKinds)("of a %s without its posting is not posted", (kind) => {
    expect(matchLine(line(kind), known([]))).toEqual({ state: "not_posted", movement: null })
  })

  it("of a refund or dispute that we do not know is not posted", () => {
    expect(matchLine(line("refund", { refundId: null }), known()).state).toBe("not_posted")
    expect(matchLine(line("dispute"), { ...known(), disputeId: null }).state).toBe("not_posted")
  })

  it("of a stranger's payment is nothing of ours, whatever it looks like", () => {
    expect(matchLine(line("payment"), { ...known(), isOurs: false })).toEqual({
      state: "unknown_payment",
      movement: null,
    })
  })
})
