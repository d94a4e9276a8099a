import { beforeEach, describe, expect, it } from "vitest"
import { findAnswer } from "#db/queries/idempotency.ts"
import { answerDispute } from "#operations/disputes/answer-dispute.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { acceptance, disputeDesk, evidence, evidenceMilliseconds } from "#tests/support/disputes.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const refunds = refundDesk(till)
const desk = disputeDesk(till, refunds)

beforeEach(() => refunds.nothingDue())

const keysOf = (acquirerDisputeId: string) => refunds.keysOf("answer_dispute", acquirerDisputeId)

describe("evidence", () => {
  it("goes to the bank, which then looks at it", async () => {
    const dispute = await desk.disputed()
    expect(await desk.answer(dispute)).toBe("succeeded")
    expect(await desk.now(dispute)).toMatchObject({ state: "under_review" })
    expect((await till.toldOf(dispute.paymentId)).slice(2)).toEqual(["3 dispute.opened", "4 dispute.updated"])
    expect(await refunds.balancesOf(dispute.paymentId)).toEqual({
      buyer_payable: -14_250,
      disputes_held: 14_250,
    })
  })

  it("is committed before its first byte leaves, with a key of its own", async () => {
    const dispute = await desk.disputed()
    const { acquirer } = till.council.outside
    let seen: unknown = null
    acquirer.answerScript.push(async (request) => {
      seen = { request, row: await desk.newest(dispute) }
      return acquirer.takeAnswer(request, "under_review")
    })
    expect(await desk.answer(dispute)).toBe("succeeded")
    const answer = await desk.newest(dispute)
    expect(seen).toMatchObject({
      request: { acquirerDisputeId: dispute.acquirerDisputeId, answer: evidence },
      row: {
        id: answer?.id,
        state: "sent",
        request: { evidence: { explanation: expect.stringContaining("Canary") } },
      },
    })
    expect(keysOf(dispute.acquirerDisputeId)).toEqual([answer?.idempotencyKey])
  })

  it("is forgotten once the acquirer has it; who answered, when and how is kept", async () => {
    const dispute = await desk.disputed()
    const at = till.council.outside.clock.now()
    await desk.answer(dispute)
    expect(await desk.newest(dispute)).toMatchObject({
      kind: "answer",
      disputeId: dispute.id,
      paymentId: dispute.paymentId,
      createdAt: at,
      request: { answer: "evidence", keyId: "key_1", amount: 14_250 },
    })
    const [row] = await till.sql`
      select count(*)::int from operation where request::text like '%Canary%' or evidence::text like '%Canary%'`
    expect(row?.["count"]).toBe(0)
    expect(JSON.stringify(till.council.outside.lines)).not.toContain("Canary")
  })
})

describe("acceptance", () => {
  it("loses the dispute, and the ledger follows", async () => {
    const dispute = await desk.disputed()
    expect(await desk.answer(dispute, acceptance)).toBe("succeeded")
    expect(await desk.now(dispute)).toMatchObject({ state: "lost" })
    expect(await refunds.balancesOf(dispute.paymentId)).toEqual({})
    expect((await till.toldOf(dispute.paymentId)).slice(3)).toEqual(["4 dispute.closed"])
    expect(await desk.newest(dispute)).toMatchObject({ request: { answer: "acceptance", keyId: "key_1" } })
  })
})

describe("an answer is refused", () => {
  it.each([
    ["won", "dispute_decided"],
    ["lost", "dispute_decided"],
    ["under_review", "dispute_answered"],
  ] as const)("once the dispute is %s", async (status, problem) => {
    const dispute = await desk.disputed({ status })
    expect(await desk.answer(dispute)).toBe(problem)
    expect(await desk.answer(dispute, acceptance)).toBe(problem)
    expect(keysOf(dispute.acquirerDisputeId)).toEqual([])
    expect(await desk.newest(dispute)).toBeUndefined()
  })

  it("from the moment that evidence was due", async () => {
    const { clock } = till.council.outside
    const dispute = await desk.disputed()
    clock.advance(evidenceMilliseconds)
    expect(await desk.answer(dispute)).toBe("dispute_overdue")
    expect(await desk.answer(dispute, acceptance)).toBe("dispute_overdue")
    expect(keysOf(dispute.acquirerDisputeId)).toEqual([])
  })

  it("while another is on its way", async () => {
    const dispute = await desk.disputed()
    till.council.outside.acquirer.answerScript.push(() => ({
      kind: "unknown",
      cause: "timeout",
      evidence: {},
    }))
    expect(await desk.answer(dispute)).toBe("unknown")
    expect(await desk.answer(dispute)).toBe("dispute_answered")
    expect(await desk.answer(dispute, acceptance)).toBe("dispute_answered")
    expect(keysOf(dispute.acquirerDisputeId)).toHaveLength(1)
  })

  it("while the acquirer has one, and has told nothing of the dispute since", async () => {
    const { acquirer } = till.council.outside
    const dispute = await desk.disputed()
    acquirer.answerScript.push((request) => {
      acquirer.down = true
      return acquirer.takeAnswer(request, "under_review")
    })
    expect(await desk.answer(dispute)).toBe("succeeded")
    acquirer.down = false
    expect(await desk.now(dispute)).toMatchObject({ state: "needs_response" })
    expect(await desk.answer(dispute)).toBe("dispute_answered")
  })

  it("where nobody knows such a dispute", async () => {
    const dispute = await desk.disputed()
    expect(await desk.answer({ ...dispute, id: "v".repeat(26) })).toBe("dispute_unknown")
  })

  it("where two come at once: one is given", async () => {
    const dispute = await desk.disputed()
    const answers = await Promise.all([desk.answer(dispute), desk.answer(dispute, acceptance)])
    expect(answers.toSorted()).toEqual(["dispute_answered", "succeeded"])
    expect(keysOf(dispute.acquirerDisputeId)).toHaveLength(1)
  })
})

it("a bank that asks for more is answered again", async () => {
  const dispute = await desk.disputed()
  await desk.answer(dispute)
  till.council.outside.clock.advance(1_000)
  desk.shows(dispute, { status: "needs_response" })
  await syncPayment(till.council.outside, { paymentId: dispute.paymentId, door: "acquirer" })
  expect(await desk.answer(dispute, acceptance)).toBe("succeeded")
  expect(await refunds.operationsOf(dispute.paymentId, "answer")).toEqual(["succeeded", "succeeded"])
  expect(new Set(keysOf(dispute.acquirerDisputeId)).size).toBe(2)
})

it("an answer is kept with what is answered to a keyed request", async () => {
  const { outside } = till.council
  const dispute = await desk.disputed()
  const { buyerId, serviceId, mode } = dispute
  const request = {
    buyerId,
    serviceId,
    mode,
    key: "answer-1",
    fingerprint: "0".repeat(64),
    at: outside.clock.now(),
  }
  const begin = () =>
    answerDispute(outside, {
      disputeId: dispute.id,
      answer: acceptance,
      keyId: "key_1",
      idempotency: { request, answer: ({ answer }) => ({ status: 202, body: answer.id }) },
    })
  const begun = await begin()
  if (!begun.ok) throw new Error(begun.problem)
  const kept = await findAnswer(outside.db, request, outside.clock.now())
  expect(kept?.body).toBe(begun.value.answer.id)
  await begun.value.settled
  expect(await begin()).toEqual({ ok: false, problem: "dispute_decided" })
})

it("a process that stood still leaves the answer to the sweep", async () => {
  const { outside } = till.council
  const dispute = await desk.disputed()
  let isSlow = true
  const clock = {
    now: () => {
      // Time passes between the commit and the call.
      if (isSlow && keysOf(dispute.acquirerDisputeId).length === 0) outside.clock.advance(11_000)
      return outside.clock.now()
    },
    wait: outside.clock.wait,
  }
  const begun = await answerDispute(
    { ...outside, clock },
    { disputeId: dispute.id, answer: evidence, keyId: "key_1" },
  )
  if (!begun.ok) throw new Error(begun.problem)
  await begun.value.settled
  isSlow = false
  expect(keysOf(dispute.acquirerDisputeId)).toEqual([])
  expect(await desk.newest(dispute)).toMatchObject({ state: "sent" })
  await refunds.sweep(30_000)
  expect(await desk.newest(dispute)).toMatchObject({ state: "succeeded" })
  expect(await desk.now(dispute)).toMatchObject({ state: "under_review" })
})
