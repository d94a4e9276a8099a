import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

it("a replay meets no fault: it is left for the next call", async () => {
  const body = sandbox.prepareBody()
  const key = randomUUID()
  const prepare = (under: string) => sandbox.api("POST", "/api/payments", body, under)
  const first = await prepare(key)
  await sandbox.planFault("prepare", "500-before")
  expect(await prepare(key)).toEqual(first)
  expect((await prepare(randomUUID())).status).toBe(500)
  expect((await prepare(randomUUID())).status).toBe(201)
})

it("a body that is refused meets no fault either", async () => {
  await sandbox.planFault("prepare", "500-before")
  expect((await sandbox.api("POST", "/api/payments", { amount: 1 })).status).toBe(400)
  expect((await sandbox.api("DELETE", "/control/faults")).body).toEqual({ forgotten: 1 })
})

it("a failure before the effect is not stored under the key", async () => {
  const key = randomUUID()
  const body = sandbox.prepareBody()
  await sandbox.planFault("prepare", "500-before")
  expect((await sandbox.api("POST", "/api/payments", body, key)).status).toBe(500)
  expect((await sandbox.api("POST", "/api/payments", body, key)).status).toBe(201)
})
