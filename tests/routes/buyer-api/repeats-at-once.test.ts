import { describe, expect, it } from "vitest"
import { inTransaction } from "#db/connect.ts"
import { keepAnswer } from "#db/records/idempotency.ts"
import { refuse } from "#domain/problem.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { onlyAcquirer } from "#tests/support/outside.ts"
import { type CallAnswer, charge, client, leastRequest } from "./council.ts"
import { openDesk } from "./desk.ts"

const desk = openDesk()

/** Sends the same request `times` times at once. */
async function atOnce(times: number, send: () => Promise<CallAnswer>): Promise<readonly CallAnswer[]> {
  return await Promise.all(Array.from({ length: times }, send))
}

function callsOf(operation: string) {
  return desk.outside.acquirer.calls.filter((one) => one.operation === operation)
}

/** Does `during` while another process has a request with this key in hand, which then comes to nothing. */
async function whileInProgress<T>(idempotencyKey: string, during: () => Promise<T>): Promise<T> {
  const { db, clock } = desk.outside
  const request = {
    serviceId: "garden",
    buyerId: "avc",
    mode: "test",
    key: idempotencyKey,
    fingerprint: "0".repeat(64),
    at: clock.now(),
  } as const
  const answer = () => ({ status: 204, body: null })
  const seen: { answer?: T } = {}
  await inTransaction(db, async (transaction) => {
    expect(await keepAnswer(transaction, { request, answer }, { value: null, at: clock.now() })).toBe(true)
    seen.answer = await during()
    return refuse("payment_changed")
  })
  return seen.answer as T
}

describe("the same request at once", () => {
  it("makes one payment", async () => {
    const body = { ...leastRequest, reference: "ATONCE" }
    const answers = await atOnce(20, () => desk.post("/v1/payments", body, "at-once"))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    const ids = new Set(
      answers.flatMap(({ body }) => (body.payment_id === undefined ? [] : [body.payment_id])),
    )
    expect(ids.size).toBe(1)
    for (const { status, body, headers } of answers.filter(({ status }) => status !== 201)) {
      if (status === 200) expect(headers.get("Idempotent-Replayed")).toBe("true")
      else expect([status, body.code, headers.get("Retry-After")]).toEqual([409, "CP0004", "1"])
    }
    const rows = await desk.outside.db.execute("select id from payment where reference = 'ATONCE'")
    expect(rows).toHaveLength(1)
    expect((await desk.post("/v1/payments", body, "at-once")).status).toBe(200)
  })

  it("sends money back once", async () => {
    const id = await desk.paid()
    const answers = await atOnce(20, () => desk.post(`/v1/payments/${id}/refunds`, { amount: 100 }, "back"))
    await desk.underWay.finished()
    for (const { status, body } of answers) {
      expect([202, 409]).toContain(status)
      if (status === 409) expect(body.code).toBe("CP0004")
    }
    expect(answers.some(({ status }) => status === 202)).toBe(true)
    expect(await desk.summaryOf(id)).toMatchObject({ amount_available: 5650, amount_submitted: 100 })
    const again = await desk.post(`/v1/payments/${id}/refunds`, { amount: 100 }, "back")
    expect([again.status, again.headers.get("Idempotent-Replayed")]).toEqual([202, "true"])
  })

  it.each(["one key", "a key each", "no key"])("captures once: %s", async (how) => {
    const id = await desk.reserved()
    const before = callsOf("capture").length
    const keys = Array.from({ length: 20 }, (_, index) =>
      how === "no key" ? undefined : `${how.replaceAll(" ", "-")}-${how === "one key" ? 0 : index}`,
    )
    const answers = await Promise.all(
      keys.map((one) => desk.post(`/v1/payments/${id}/capture`, undefined, one)),
    )
    await desk.underWay.finished()
    for (const { status } of answers) expect(how === "one key" ? [204, 409] : [204]).toContain(status)
    expect(answers.some(({ status }) => status === 204)).toBe(true)
    expect(callsOf("capture").length - before).toBe(1)
    const { body } = await desk.call("GET", `/v1/payments/${id}`, { key: desk.key })
    expect(body.state).toMatchObject({ status: "success" })
  })

  it("cancels once, and every answer says so", async () => {
    const id = await desk.created()
    const answers = await atOnce(10, () => desk.post(`/v1/payments/${id}/cancel`, undefined, "cancel-once"))
    for (const { status, body } of answers) {
      expect([204, 409]).toContain(status)
      if (status === 409) expect(body.code).toBe("CP0004")
    }
    expect(answers.filter(({ headers }) => headers.get("Idempotent-Replayed") === null)).not.toHaveLength(0)
    expect((await desk.post(`/v1/payments/${id}/cancel`, undefined, "cancel-once")).status).toBe(204)
  })
})

describe("a request that was done between look and effect", () => {
  it("is answered as it was done", async () => {
    const id = await desk.reserved()
    const path = `/v1/payments/${id}/cancel`
    const answers: CallAnswer[] = []
    const { acquirer } = desk.outside
    // A cancellation of reserved money asks the acquirer first: meanwhile its twin overtakes it.
    const overtaken = Object.assign(Object.create(acquirer) as typeof acquirer, {
      fetch: async (...asked: Parameters<typeof acquirer.fetch>) => {
        if (answers.length === 0) answers.push(await desk.post(path, undefined, "overtaken"))
        return await acquirer.fetch(...asked)
      },
    })
    const headers = { "Idempotency-Key": "overtaken" }
    answers.push(
      await client({ ...desk.outside, acquirers: onlyAcquirer(overtaken) })("POST", path, {
        key: desk.key,
        headers,
      }),
    )
    const told = answers.map((one) => [one.status, one.headers.get("Idempotent-Replayed")])
    expect(told).toEqual([
      [204, null],
      [204, "true"],
    ])
  })
})

describe("a request in progress", () => {
  it.each(["payment", "cancel", "capture", "refund"])("holds its key: %s", async (what) => {
    const requests = {
      payment: async () => ["/v1/payments", leastRequest] as const,
      cancel: async () => [`/v1/payments/${await desk.created()}/cancel`, undefined] as const,
      capture: async () => [`/v1/payments/${await desk.reserved()}/capture`, undefined] as const,
      refund: async () => [`/v1/payments/${await desk.paid()}/refunds`, { amount: 1 }] as const,
    }
    const [path, body] = await requests[what as keyof typeof requests]()
    const key = `busy-${what}`
    const busy = await whileInProgress(key, () => desk.post(path, body, key))
    expect([busy.status, busy.body.code, busy.headers.get("Retry-After")]).toEqual([409, "CP0004", "1"])
    const free = await desk.post(path, body, key)
    expect([201, 202, 204]).toContain(free.status)
    expect(free.headers.get("Idempotent-Replayed")).toBeNull()
    await desk.underWay.finished()
  })
})

describe("a process that dies after its answer is kept", () => {
  /** The API of a process whose calls to the acquirer never come to an end. */
  function dyingProcess() {
    const silent = () => new Promise<never>(() => {})
    const acquirer = Object.assign(Object.create(desk.outside.acquirer) as typeof desk.outside.acquirer, {
      refund: silent,
      capture: silent,
    })
    return client({ ...desk.outside, acquirers: onlyAcquirer(acquirer) })
  }

  it.each(["refund", "capture"] as const)(
    "leaves a %s that is answered again, and finished",
    async (what) => {
      const id = what === "refund" ? await desk.paid() : await desk.reserved()
      const path = `/v1/payments/${id}/${what === "refund" ? "refunds" : "capture"}`
      const body = what === "refund" ? { amount: 5750 } : undefined
      const headers = { "Idempotency-Key": `dies-${what}` }
      const before = callsOf(what).length
      const first = await dyingProcess()("POST", path, { key: desk.key, body, headers })
      const again = await desk.post(path, body, `dies-${what}`)
      expect([again.status, again.body]).toEqual([first.status, first.body])
      expect(again.headers.get("Idempotent-Replayed")).toBe("true")
      expect(callsOf(what).length).toBe(before)
      desk.outside.clock.advance(5 * 60_000)
      await syncOperations(desk.outside)
      expect(callsOf(what).length - before).toBe(1)
      const after = await desk.call("GET", `/v1/payments/${id}`, { key: desk.key })
      expect(after.body).toMatchObject(
        what === "refund" ? { refund_summary: { status: "full" } } : { state: { status: "success" } },
      )
      if (what === "refund") {
        const refund = await desk.call("GET", `${path}/${first.body.refund_id}`, { key: desk.key })
        expect(refund.body.status).toBe("success")
      }
      expect((await desk.post(path, body, `dies-${what}`)).body).toEqual(first.body)
    },
  )
})

describe("an answer is kept only with a change", () => {
  async function isKept(key: string): Promise<boolean> {
    return (await desk.outside.db.execute(`select 1 from idempotency_key where key = '${key}'`)).length === 1
  }

  it("not with a cancellation of what is finished", async () => {
    const id = await desk.created()
    expect((await desk.post(`/v1/payments/${id}/cancel`, undefined, "c1")).status).toBe(204)
    expect((await desk.post(`/v1/payments/${id}/cancel`, undefined, "c2")).body.code).toBe("P0501")
    expect([await isKept("c1"), await isKept("c2")]).toEqual([true, false])
    const again = await desk.post(`/v1/payments/${id}/cancel`, undefined, "c1")
    expect([again.status, again.headers.get("Idempotent-Replayed")]).toEqual([204, "true"])
  })

  it("not with a capture of what is captured", async () => {
    const id = await desk.reserved()
    expect((await desk.post(`/v1/payments/${id}/capture`, undefined, "k1")).status).toBe(204)
    expect((await desk.post(`/v1/payments/${id}/capture`, undefined, "k2")).status).toBe(204)
    expect([await isKept("k1"), await isKept("k2")]).toEqual([true, false])
  })

  it("not with a refund that is refused", async () => {
    const id = await desk.created()
    expect((await desk.post(`/v1/payments/${id}/refunds`, { amount: 1 }, "r1")).body.code).toBe("P0603")
    expect(await isKept("r1")).toBe(false)
    await charge(desk.outside, id)
    expect((await desk.post(`/v1/payments/${id}/refunds`, { amount: 1 }, "r1")).status).toBe(202)
    expect(await isKept("r1")).toBe(true)
  })
})
