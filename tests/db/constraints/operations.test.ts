import { describe, expect, it } from "vitest"
import { brokenRule, freshId, openAttack, rawPayment, refusal } from "./attack.ts"
import { rawRefundIn } from "./refund-rows.ts"

const attack = openAttack()
const at = "2026-11-22T09:30:00Z"

/** An authorisation that was sent, with what a test says of it. */
function operationRow(paymentId: string, facts: Record<string, unknown> = {}) {
  const id = freshId()
  return {
    id,
    payment_id: paymentId,
    kind: "authorise",
    state: "sent",
    idempotency_key: `v1:buyer:${id}`,
    acquirer_payment_id: `acq_${id}`,
    request: { amount: 14_250 },
    syncs: 0,
    next_sync_at: at,
    created_at: at,
    sent_at: at,
    ...facts,
  }
}

const ended = { next_sync_at: null, finished_at: at }

async function insertAs(writer: typeof attack.app, row: Record<string, unknown>) {
  return await refusal(writer`insert into operation ${writer(row)}`)
}

describe("an operation", () => {
  it.each(["prepared", "sent", "unknown", "awaiting_payee"])(
    "that is %s is the only open one that takes the payment forward",
    async (state) => {
      const paymentId = await rawPayment(attack)
      const sent_at = state === "prepared" ? null : at
      expect(await insertAs(attack.app, operationRow(paymentId, { state, sent_at }))).toBe("accepted")
      for (const [, writer] of attack.writers()) {
        for (const kind of ["prepare", "authorise", "capture"]) {
          for (const second of [{ state: "prepared", sent_at: null }, { state: "unknown" }]) {
            const refused = await insertAs(writer, operationRow(paymentId, { kind, ...second }))
            expect(refused).toBe("operation_one_open_per_payment")
          }
        }
      }
    },
  )

  it("to void runs beside it, once for an acquirer's payment", async () => {
    const paymentId = await rawPayment(attack)
    expect(await insertAs(attack.app, operationRow(paymentId))).toBe("accepted")
    const release = (facts = {}) => operationRow(paymentId, { kind: "void", ...facts })
    const first = release()
    expect(await insertAs(attack.app, first)).toBe("accepted")
    expect(await insertAs(attack.app, release())).toBe("accepted")
    const { acquirer_payment_id } = first
    for (const [, writer] of attack.writers()) {
      for (const second of [{ state: "unknown" }, { state: "prepared", sent_at: null }])
        expect(await insertAs(writer, release({ acquirer_payment_id, ...second }))).toBe(
          "operation_one_open_void_per_object",
        )
    }
  })

  it.each(["authorise", "capture"])("to %s succeeds once for a payment", async (kind) => {
    const paymentId = await rawPayment(attack)
    const success = { kind, state: "succeeded", ...ended }
    expect(await insertAs(attack.app, operationRow(paymentId, success))).toBe("accepted")
    for (const [, writer] of attack.writers())
      expect(await insertAs(writer, operationRow(paymentId, success))).toBe(
        "operation_one_success_per_payment",
      )
    const open = operationRow(paymentId, { kind })
    expect(await insertAs(attack.app, open)).toBe("accepted")
    const second = attack.app`
      update operation set state = 'succeeded', next_sync_at = null, finished_at = ${at} where id = ${open.id}`
    expect(await refusal(second)).toBe("operation_one_success_per_payment")
  })

  it("to void succeeds once for an acquirer's payment", async () => {
    const paymentId = await rawPayment(attack)
    const done = { kind: "void", state: "succeeded", acquirer_payment_id: freshId(), ...ended }
    expect(await insertAs(attack.app, operationRow(paymentId, done))).toBe("accepted")
    for (const [, writer] of attack.writers())
      expect(await insertAs(writer, operationRow(paymentId, done))).toBe("operation_one_void_per_object")
    const other = { ...done, acquirer_payment_id: freshId() }
    expect(await insertAs(attack.app, operationRow(paymentId, other))).toBe("accepted")
  })

  it.each<[string, Record<string, unknown>, string]>([
    ["prepared with a time of sending", { state: "prepared" }, "operation_prepared_is_unsent"],
    ["sent without a time", { sent_at: null }, "operation_sent_has_time"],
    ["unknown without a time", { state: "unknown", sent_at: null }, "operation_sent_has_time"],
    ["at the bank without a time", { state: "awaiting_payee", sent_at: null }, "operation_sent_has_time"],
    ["sent and never asked about", { next_sync_at: null }, "operation_open_is_synced"],
    ["unknown and never asked about", { state: "unknown", next_sync_at: null }, "operation_open_is_synced"],
    [
      "prepared and never sent",
      { state: "prepared", sent_at: null, next_sync_at: null },
      "operation_open_is_synced",
    ],
    ["of an unknown kind", { kind: "gift" }, "operation_kind_known"],
    ["in an unknown state", { state: "lost" }, "operation_state_known"],
    [
      "refused for a reason of its own",
      { state: "refused", refusal: "mood", ...ended },
      "operation_refusal_known",
    ],
    ["without its payment", { payment_id: "nothing" }, "operation_payment_id_payment_id_fk"],
    ["a refund without its refund", { kind: "refund" }, "operation_refund_has_id"],
    ["a void with a refund", { kind: "void", refund_id: "some" }, "operation_refund_has_id"],
    ["a refund of nothing", { kind: "refund", refund_id: "v".repeat(26) }, "operation_refund"],
  ])("is not %s", async (_name, facts, constraint) => {
    const paymentId = await rawPayment(attack)
    for (const [, writer] of attack.writers())
      expect(await insertAs(writer, operationRow(paymentId, facts))).toBe(constraint)
  })

  it("to refund runs beside it, once for a refund, and stays its own", async () => {
    const [first, other] = [await rawRefundIn(attack, "submitted"), await rawRefundIn(attack, "submitted")]
    const paymentId = first.payment_id
    expect(await insertAs(attack.app, operationRow(paymentId))).toBe("accepted")
    const row = operationRow(paymentId, { kind: "refund", refund_id: first.id })
    expect(await insertAs(attack.app, row)).toBe("accepted")
    for (const [, writer] of attack.writers()) {
      for (const facts of [{}, { state: "prepared", sent_at: null }, { state: "refused", ...ended }])
        expect(
          await insertAs(writer, operationRow(paymentId, { kind: "refund", refund_id: first.id, ...facts })),
        ).toBe("operation_one_per_refund")
      const moved = writer`update operation set refund_id = ${other.id} where id = ${row.id}`
      expect(await refusal(moved)).toBe(brokenRule)
    }
  })

  it("shares its idempotency key with none", async () => {
    const first = operationRow(await rawPayment(attack))
    expect(await insertAs(attack.app, first)).toBe("accepted")
    const second = operationRow(await rawPayment(attack), { idempotency_key: first.idempotency_key })
    for (const [, writer] of attack.writers())
      expect(await insertAs(writer, second)).toBe("operation_idempotency_key_unique")
  })
})

describe("an acquirer's object", () => {
  function objectRow(paymentId: string, facts: Record<string, unknown> = {}) {
    return {
      acquirer: "sandbox",
      external_id: freshId(),
      payment_id: paymentId,
      state: "open",
      entry_secret: "secret",
      sequence: 1,
      created_at: at,
      ...facts,
    }
  }

  async function insertObject(writer: typeof attack.app, row: Record<string, unknown>) {
    return await refusal(writer`insert into acquirer_object ${writer(row)}`)
  }

  it("is the only open one of its payment", async () => {
    const paymentId = await rawPayment(attack)
    const first = objectRow(paymentId)
    expect(await insertObject(attack.app, first)).toBe("accepted")
    for (const [, writer] of attack.writers())
      expect(await insertObject(writer, objectRow(paymentId, { sequence: 2 }))).toBe(
        "acquirer_object_one_open",
      )
    await attack.app`
      update acquirer_object set state = 'closed', entry_secret = null where external_id = ${first.external_id}`
    expect(await insertObject(attack.app, objectRow(paymentId))).toBe("acquirer_object_sequence")
    expect(await insertObject(attack.app, objectRow(paymentId, { sequence: 2 }))).toBe("accepted")
  })

  it("once closed is never opened again", async () => {
    const first = objectRow(await rawPayment(attack), { state: "closed", entry_secret: null })
    expect(await insertObject(attack.app, first)).toBe("accepted")
    for (const [, writer] of attack.writers()) {
      const opened = writer`update acquirer_object set state = 'open' where external_id = ${first.external_id}`
      expect(await refusal(opened)).toBe(brokenRule)
    }
  })

  it("belongs to one payment for good", async () => {
    const first = objectRow(await rawPayment(attack))
    expect(await insertObject(attack.app, first)).toBe("accepted")
    const second = objectRow(await rawPayment(attack), { external_id: first.external_id })
    for (const [, writer] of attack.writers())
      expect(await insertObject(writer, second)).toBe("acquirer_object_pk")
  })

  it("keeps no entry secret once closed", async () => {
    const closed = objectRow(await rawPayment(attack), { state: "closed" })
    for (const [, writer] of attack.writers())
      expect(await insertObject(writer, closed)).toBe("acquirer_object_secret_ends")
  })
})

describe("an acquirer's notification", () => {
  it("is stored once", async () => {
    const row = {
      acquirer: "sandbox",
      event_id: freshId(),
      type: "payment.captured",
      state: "received",
      tries: 0,
      next_at: at,
      received_at: at,
    }
    const insert = (writer: typeof attack.app) =>
      refusal(writer`insert into acquirer_notification ${writer(row)}`)
    expect(await insert(attack.app)).toBe("accepted")
    for (const [, writer] of attack.writers()) expect(await insert(writer)).toBe("acquirer_notification_pk")
  })
})
