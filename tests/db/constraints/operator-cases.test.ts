import { describe, expect, it } from "vitest"
import { operatorReasons } from "#domain/operator-cases/operator-case.ts"
import { brokenRule, freshId, openAttack, rawPayment, refusal } from "./attack.ts"

const attack = openAttack()
const openedAt = "2026-11-22T09:30:00Z"
const ended = {
  closed_at: "2026-11-23T09:30:00Z",
  closed_by: "Rhian Pugh",
  evidence: "The acquirer's statement of 22 November shows no charge.",
}

/** A case that is open, with what a test says of it. */
function caseRow(facts: Record<string, unknown> = {}) {
  return {
    id: freshId(),
    reason: "outcome_unclear",
    subject_id: freshId(),
    payment_id: null,
    opened_at: openedAt,
    ...facts,
  }
}

async function insertAs(writer: typeof attack.app, row: Record<string, unknown>) {
  return await refusal(writer`insert into operator_case ${writer(row)}`)
}

async function aCase(facts: Record<string, unknown> = {}) {
  const row = caseRow(facts)
  expect(await insertAs(attack.app, row)).toBe("accepted")
  return row
}

describe("a case", () => {
  it.each(operatorReasons)("may be opened for %s, once while it is open", async (reason) => {
    const row = await aCase({ reason, payment_id: await rawPayment(attack) })
    for (const [, writer] of attack.writers())
      expect(await insertAs(writer, { ...row, id: freshId() })).toBe("operator_case_one_open")
    const other = operatorReasons.find((one) => one !== reason)
    expect(await insertAs(attack.app, { ...row, id: freshId(), reason: other })).toBe("accepted")
    await attack.app`update operator_case set ${attack.app(ended)} where id = ${row.id}`
    expect(await insertAs(attack.app, { ...row, id: freshId() })).toBe("accepted")
  })

  it.each<[string, Record<string, unknown>, string]>([
    ["for a reason of its own", { reason: "mood" }, "operator_case_reason_known"],
    [
      "about a payment that is not there",
      { payment_id: "nothing" },
      "operator_case_payment_id_payment_id_fk",
    ],
    ["ended without a name", { ...ended, closed_by: null }, "operator_case_closed_whole"],
    ["ended without evidence", { ...ended, evidence: null }, "operator_case_closed_whole"],
    ["ended without a time", { ...ended, closed_at: null }, "operator_case_closed_whole"],
    ["ended by an empty name", { ...ended, closed_by: "" }, "operator_case_texts"],
    ["ended by a long name", { ...ended, closed_by: "x".repeat(101) }, "operator_case_texts"],
    ["ended on empty evidence", { ...ended, evidence: "" }, "operator_case_texts"],
    ["ended on long evidence", { ...ended, evidence: "x".repeat(1_001) }, "operator_case_texts"],
    ["ended on a card number", { ...ended, evidence: "card 4242 4242 4242 4242" }, "operator_case_texts"],
  ])("is never %s", async (_name, facts, constraint) => {
    const open = await aCase()
    for (const [, writer] of attack.writers()) {
      expect(await insertAs(writer, caseRow(facts))).toBe(constraint)
      if (!("closed_by" in facts)) continue
      const closed = writer`update operator_case set ${writer(facts)} where id = ${open.id}`
      expect(await refusal(closed)).toBe(constraint)
    }
  })

  it.each<[string, unknown]>([
    ["id", "case_other"],
    ["reason", "contradiction"],
    ["subject_id", "another"],
    ["payment_id", null],
    ["opened_at", "2026-11-22T08:00:00Z"],
  ])("stays what it was: %s", async (column, value) => {
    const row = await aCase({ payment_id: await rawPayment(attack) })
    for (const [, writer] of attack.writers()) {
      const changed = writer`
        update operator_case set ${writer({ [column]: value as string })} where id = ${row.id}`
      expect(await refusal(changed)).toBe(brokenRule)
    }
  })

  it("is ended once, and never opened again", async () => {
    const row = await aCase()
    await attack.app`update operator_case set ${attack.app(ended)} where id = ${row.id}`
    for (const [, writer] of attack.writers()) {
      for (const facts of [
        ended,
        { ...ended, closed_by: "Somebody else" },
        { ...ended, evidence: "Something else." },
        { closed_at: null, closed_by: null, evidence: null },
      ]) {
        const again = writer`update operator_case set ${writer(facts)} where id = ${row.id}`
        expect(await refusal(again)).toBe(brokenRule)
      }
    }
    const [kept] = await attack.owner`select closed_by, evidence from operator_case where id = ${row.id}`
    expect(kept).toEqual({ closed_by: ended.closed_by, evidence: ended.evidence })
  })
})
