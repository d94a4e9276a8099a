import { afterAll, beforeAll, expect, it } from "vitest"
import { queueNotification } from "#sandbox-acquirer/notifications/queue.ts"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

it.each([
  [null, 0],
  ["notify-twice", 0],
  ["notify-late", 30_000],
  ["notify-reordered", 30_000],
  ["notify-early", 10_000],
  ["notify-never", null],
] as const)("with the fault %s it is first tried after %j milliseconds", async (notifyFault, wait) => {
  const now = sandbox.now()
  const id = `evt_${notifyFault}`
  await sandbox.sql.begin((tx) =>
    queueNotification(
      { tx, now, notifyFault },
      { id, face: "stripe", payment_id: null, type: "payout.paid", body: "{}" },
    ),
  )
  const [row] = await sandbox.sql`SELECT next_attempt_at FROM notification WHERE id = ${id}`
  expect(row?.["next_attempt_at"]).toEqual(wait === null ? null : new Date(now.getTime() + wait))
})

it("a native one is always of a payment", async () => {
  const { sql } = sandbox
  const write = { now: sandbox.now(), notifyFault: null }
  const queued = sql.begin((tx) =>
    queueNotification(
      { tx, ...write },
      { id: "evt_none", face: "native", payment_id: null, type: "x", body: "{}" },
    ),
  )
  await expect(queued).rejects.toThrow("violates check constraint")
})
