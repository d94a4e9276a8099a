import { afterAll, beforeAll } from "vitest"
import type { UnderWay } from "#routes/middleware/under-way.ts"
import { createUnderWay } from "#routes/middleware/under-way.ts"
import { type TestOutside, testOutside } from "#tests/support/outside.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import type { CallAnswer } from "./council.ts"
import { charge, client, issueKey, leastRequest, seedBuyers } from "./council.ts"

/** A buyer's desk of one test file: a key of every scope that outlives every clock, and what is done with it. */
export interface Desk {
  readonly outside: TestOutside
  readonly key: string
  readonly call: ReturnType<typeof client>
  readonly underWay: UnderWay
  /** `POST` with the desk's key, and an `Idempotency-Key` where one is given. */
  post(path: string, body?: unknown, idempotencyKey?: string): Promise<CallAnswer>
  /** A new payment of £57.50. */
  created(more?: object): Promise<string>
  /** The same, captured. */
  paid(): Promise<string>
  /** The same, with the money reserved. */
  reserved(): Promise<string>
  summaryOf(paymentId: string): Promise<unknown>
}

/** Opens a desk before the file's tests, and closes it after them. */
export function openDesk(): Desk {
  const open: { outside?: TestOutside; key?: string; call?: Desk["call"]; underWay?: UnderWay } = {}
  const desk: Desk = {
    get outside() {
      return open.outside!
    },
    get key() {
      return open.key!
    },
    get call() {
      return open.call!
    },
    get underWay() {
      return open.underWay!
    },
    post: async (path, body, idempotencyKey) =>
      await desk.call("POST", path, {
        key: desk.key,
        body,
        ...(idempotencyKey === undefined ? {} : { headers: { "Idempotency-Key": idempotencyKey } }),
      }),
    created: async (more = {}) => {
      const { body } = await desk.post("/v1/payments", { ...leastRequest, ...more })
      return String(body.payment_id)
    },
    paid: async () => {
      const id = await desk.created()
      await charge(desk.outside, id)
      return id
    },
    reserved: async () => {
      const id = await desk.created({ delayed_capture: true })
      desk.outside.acquirer.script.push((request) => desk.outside.acquirer.reserve(request))
      await charge(desk.outside, id)
      return id
    },
    summaryOf: async (paymentId) =>
      (await desk.call("GET", `/v1/payments/${paymentId}`, { key: desk.key })).body.refund_summary,
  }
  beforeAll(async () => {
    open.outside = testOutside({ databaseUrl: (await createTestDatabase()).url })
    await seedBuyers(open.outside)
    open.underWay = createUnderWay(open.outside.log)
    open.call = client(open.outside, open.underWay)
    open.key = await issueKey(open.outside, { expiresInHours: 10_000 })
  })
  afterAll(async () => {
    await open.underWay?.finished()
    await open.outside?.close()
  })
  return desk
}
