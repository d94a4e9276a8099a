import { describe, expect, it } from "vitest"
import { brokenRule, freshId, openAttack, rawPaymentIn, refusal } from "./attack.ts"

const attack = openAttack()
const at = "2026-11-22T09:40:00Z"

/** A dispute that is open, put there with every trigger off. */
async function rawDispute() {
  const paymentId = await rawPaymentIn(attack, "captured")
  const id = freshId()
  await attack.owner.begin(async (sql) => {
    await sql`set local session_replication_role = replica`
    await sql`
      insert into dispute (id, payment_id, buyer_id, service_id, mode, acquirer, acquirer_dispute_id, amount, reason,
        state, opened_at, updated_at)
      select ${id}, id, buyer_id, service_id, mode, acquirer, ${`dp_${id}`}, 0, 'inquiry', 'needs_response', ${at}, ${at}
      from payment where id = ${paymentId}`
  })
  return { id, paymentId }
}

type Raw = Awaited<ReturnType<typeof rawDispute>>

const evidence = { explanation: "The payee paid at the desk." }
const request = { answer: "evidence", keyId: "key_1", amount: 0, evidence }
const ended = { next_sync_at: null, finished_at: at, request: { answer: "evidence", keyId: "key_1" } }

/** An answer that was sent, with what a test says of it. */
function answerRow(dispute: Raw, facts: Record<string, unknown> = {}) {
  const id = freshId()
  return {
    id,
    payment_id: dispute.paymentId,
    dispute_id: dispute.id,
    kind: "answer",
    state: "sent",
    idempotency_key: `v1:buyer:${id}`,
    acquirer_payment_id: `acq_${id}`,
    request,
    syncs: 0,
    next_sync_at: at,
    created_at: at,
    sent_at: at,
    ...facts,
  }
}

async function insertAs(writer: typeof attack.app, row: Record<string, unknown>) {
  return await refusal(writer`insert into operation ${writer(row)}`)
}

describe("an answer to a dispute", () => {
  it("is the only open one, and may follow one that ended", async () => {
    const dispute = await rawDispute()
    const first = answerRow(dispute)
    expect(await insertAs(attack.app, first)).toBe("accepted")
    for (const [, writer] of attack.writers()) {
      for (const state of ["sent", "unknown"])
        expect(await insertAs(writer, answerRow(dispute, { state }))).toBe(
          "operation_one_open_answer_per_dispute",
        )
    }
    for (const state of ["succeeded", "refused", "abandoned", "superseded"])
      expect(await insertAs(attack.app, answerRow(dispute, { state, ...ended }))).toBe("accepted")
    expect(await insertAs(attack.app, answerRow(await rawDispute()))).toBe("accepted")
  })

  it.each<[string, Record<string, unknown>, string]>([
    ["without its dispute", { dispute_id: null }, "operation_dispute_has_id"],
    ["to nothing", { dispute_id: "v".repeat(26) }, "operation_dispute"],
    ["that another operation carries", { kind: "void", request: {} }, "operation_dispute_has_id"],
    ["that nobody sends", { state: "prepared", sent_at: null }, "operation_answer_whole"],
    ["that waits for the payee", { state: "awaiting_payee" }, "operation_answer_whole"],
    ["of no kind", { request: { keyId: "key_1" } }, "operation_answer_whole"],
    ["of another kind", { request: { ...request, answer: "silence" } }, "operation_answer_whole"],
    ["of nobody", { request: { answer: "acceptance" } }, "operation_answer_whole"],
    [
      "that gives in, with evidence",
      { request: { ...request, answer: "acceptance" } },
      "operation_evidence_is_forgotten",
    ],
    [
      "that ended and is remembered",
      { ...ended, state: "succeeded", request },
      "operation_evidence_is_forgotten",
    ],
    [
      "with a card number in it",
      { request: { ...request, evidence: { explanation: "paid with 4242 4242 4242 4242" } } },
      "operation_no_card_number",
    ],
  ])("is not one %s", async (_name, facts, constraint) => {
    const dispute = await rawDispute()
    for (const [, writer] of attack.writers())
      expect(await insertAs(writer, answerRow(dispute, facts))).toBe(constraint)
  })

  it("is to a dispute of its own payment, and stays its own", async () => {
    const [dispute, other] = [await rawDispute(), await rawDispute()]
    expect(await insertAs(attack.app, answerRow({ ...dispute, paymentId: other.paymentId }))).toBe(
      "operation_dispute",
    )
    const row = answerRow(dispute)
    expect(await insertAs(attack.app, row)).toBe("accepted")
    for (const [, writer] of attack.writers()) {
      const moved = writer`update operation set dispute_id = ${other.id} where id = ${row.id}`
      expect(await refusal(moved)).toBe(brokenRule)
    }
  })

  it("ends only without its words", async () => {
    const row = answerRow(await rawDispute())
    expect(await insertAs(attack.app, row)).toBe("accepted")
    const end = attack.app`
      update operation set state = 'succeeded', next_sync_at = null, finished_at = ${at} where id = ${row.id}`
    expect(await refusal(end)).toBe("operation_evidence_is_forgotten")
    const without = attack.app`
      update operation set state = 'succeeded', next_sync_at = null, finished_at = ${at}, request = request - 'evidence'
      where id = ${row.id}`
    expect(await refusal(without)).toBe("accepted")
  })

  it("with words is no other operation's", async () => {
    const { paymentId } = await rawDispute()
    const row = answerRow({ id: "", paymentId }, { kind: "void", dispute_id: null, request: { evidence } })
    for (const [, writer] of attack.writers())
      expect(await insertAs(writer, row)).toBe("operation_evidence_is_forgotten")
  })
})
