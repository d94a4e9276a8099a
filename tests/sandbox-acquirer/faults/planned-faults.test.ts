import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { forgetFaults, planFault, takeFault } from "#sandbox-acquirer/faults/planned-faults.ts"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())
beforeEach(async () => {
  await forgetFaults(sandbox.sql)
})

const plan = { operation: "authorise", fault: "429", paymentId: null, reference: null, times: 1 } as const

describe("planned faults", () => {
  it("meet as many calls as planned", async () => {
    await planFault(sandbox.sql, { ...plan, times: 2 }, sandbox.now())
    const call = { operation: "authorise", paymentId: "pay_any", reference: null } as const
    expect([await takeFault(sandbox.sql, call), await takeFault(sandbox.sql, call)]).toEqual(["429", "429"])
    expect(await takeFault(sandbox.sql, call)).toBeNull()
  })

  it("leave other operations alone", async () => {
    await planFault(sandbox.sql, plan, sandbox.now())
    expect(
      await takeFault(sandbox.sql, { operation: "fetch", paymentId: "pay_any", reference: null }),
    ).toBeNull()
  })

  it("wait for their payment or reference", async () => {
    const [mine, other] = [await sandbox.prepare(), await sandbox.prepare()]
    await planFault(sandbox.sql, { ...plan, reference: mine.reference }, sandbox.now())
    await planFault(sandbox.sql, { ...plan, fault: "html-502", paymentId: mine.id }, sandbox.now())
    const taken = (id: string) =>
      takeFault(sandbox.sql, { operation: "authorise", paymentId: id, reference: null })
    expect(await taken(other.id)).toBeNull()
    expect([await taken(mine.id), await taken(mine.id)].sort()).toEqual(["429", "html-502"])
  })

  it("are forgotten on request", async () => {
    await planFault(sandbox.sql, plan, sandbox.now())
    expect(await forgetFaults(sandbox.sql)).toBe(1)
    expect(
      await takeFault(sandbox.sql, { operation: "authorise", paymentId: null, reference: null }),
    ).toBeNull()
  })
})
