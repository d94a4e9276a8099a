import { describe, expect, it } from "vitest"
import { findCase, findOpenCases, isKnownCase } from "#db/queries/operator-cases.ts"
import { closeOperatorCase, endOperatorCase, openOperatorCase } from "#db/records/operator-cases.ts"
import { later } from "#domain/instant.ts"
import type { OperatorReason } from "#domain/operator-cases/operator-case.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
let counted = 0

/** What a case is opened with; its subject is its own. */
function aCase(reason: OperatorReason = "refund_unclear") {
  counted += 1
  const { clock } = till.council.outside
  return {
    id: `case_${counted}`,
    reason,
    subjectId: `subject_${counted}`,
    paymentId: null,
    openedAt: clock.now(),
  }
}

type Opened = ReturnType<typeof aCase>

function open(opened: Opened) {
  return till.council.outside.db.transaction((transaction) => openOperatorCase(transaction, opened))
}

const end = () => ({
  closedAt: later(till.council.outside.clock.now(), 1_000),
  closedBy: "settled",
  evidence: "succeeded by job",
})

function close({ reason, subjectId }: Pick<Opened, "reason" | "subjectId">, closedBy = "settled") {
  return till.council.outside.db.transaction((transaction) =>
    closeOperatorCase(transaction, { reason, subjectId, ...end(), closedBy }),
  )
}

function find({ id }: Opened) {
  return findCase(till.council.outside.db, id)
}

describe("a case", () => {
  it("is opened as told, and open", async () => {
    const opened = aCase()
    await open(opened)
    expect(await find(opened)).toEqual({ ...opened, closedAt: null, closedBy: null, evidence: null })
  })

  it("that is open already stands as it is, however many open it at once", async () => {
    const opened = aCase()
    await open(opened)
    const again = Array.from({ length: 5 }, () => ({ ...aCase(), subjectId: opened.subjectId }))
    await Promise.all(again.map(open))
    const known = await findOpenCases(till.council.outside.db, 1_000)
    expect(known.filter(({ subjectId }) => subjectId === opened.subjectId)).toMatchObject([{ id: opened.id }])
  })

  it("of another reason stands beside it", async () => {
    const opened = aCase()
    const other = { ...aCase("refund_contradiction"), subjectId: opened.subjectId }
    await open(opened)
    await open(other)
    await close(opened)
    expect(await find(opened)).toMatchObject({ closedBy: "settled" })
    expect(await find(other)).toMatchObject({ closedBy: null })
  })

  it("may be opened anew once it is closed", async () => {
    const opened = aCase()
    const again = { ...aCase(), subjectId: opened.subjectId }
    await open(opened)
    await close(opened)
    await open(again)
    expect(await find(opened)).toEqual({ ...opened, ...end() })
    expect(await find(again)).toMatchObject({ closedAt: null })
  })
})

describe("an end by reason and subject", () => {
  it("is nothing where no such case is open", async () => {
    const opened = aCase()
    await close(opened)
    expect(await isKnownCase(till.council.outside.db, opened.reason, opened.subjectId)).toBe(false)
    await open(opened)
    await close(opened, "the first")
    await close(opened, "the second")
    expect(await find(opened)).toMatchObject({ closedBy: "the first" })
  })
})

describe("an end by name", () => {
  it("is taken once", async () => {
    const opened = aCase()
    await open(opened)
    const byName = (closedBy: string) =>
      till.council.outside.db.transaction((transaction) =>
        endOperatorCase(transaction, { id: opened.id, ...end(), closedBy }),
      )
    const answers = await Promise.all(["Nia Rees", "Rhian Pugh"].map(byName))
    expect(answers.toSorted()).toEqual([false, true])
    expect(await byName("somebody else")).toBe(false)
    const winner = answers[0] ? "Nia Rees" : "Rhian Pugh"
    expect(await find(opened)).toMatchObject({ closedBy: winner, evidence: "succeeded by job" })
  })
})
