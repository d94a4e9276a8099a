import { describe, expect, it } from "vitest"
import { instant, later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"
import { openTill } from "#tests/support/till.ts"
import { aPaidPayment, differencesOf, verify } from "./verification.ts"

const till = openTill()
const acquirer = () => till.council.outside.acquirer

describe("a comparison with the acquirer", () => {
  it("does not take an answer that is under way for a difference", async () => {
    const payment = await aStartedPayment(till.council)
    acquirer().script.push((request) => {
      acquirer().charge(request)
      return { kind: "unknown", cause: "timeout", evidence: {} }
    })
    expect(await till.pay(payment.id)).toBe("checking")
    expect(await differencesOf(till, payment.id)).toEqual([])
    expect((await verify(till)).inFlight).toBe(1)
    till.council.outside.clock.advance(3_600_000)
    expect(await differencesOf(till, payment.id)).toMatchObject([
      { kind: "acquirer_differs", payments: "checking", ledger: "£0.00", acquirer: "£142.50" },
    ])
  })

  it("asks the acquirer only about payments made since then, and not at all where told so", async () => {
    const payment = await aPaidPayment(till)
    acquirer().change(till.firstObjectOf(payment.id), { captured: exactPence(1), card: scriptedCard })
    const tomorrow = later(till.council.outside.clock.now(), 86_400_000)
    for (const since of [tomorrow, null]) {
      const { found, asked } = await verify(till, since)
      expect(found.filter(({ subjectId }) => subjectId === till.firstObjectOf(payment.id))).toEqual([])
      expect(asked).toBe(0)
    }
    expect((await verify(till, instant(0))).found).toContainEqual(
      expect.objectContaining({ paymentId: payment.id, acquirer: "£0.01" }),
    )
  })

  it("says what the acquirer did not answer", async () => {
    const payment = await aPaidPayment(till)
    acquirer().down = true
    const { unanswered, asked, found } = await verify(till)
    acquirer().down = false
    expect([...unanswered]).toEqual([["sandbox", asked + 1]])
    expect(found.filter(({ paymentId }) => paymentId === payment.id)).toEqual([])
  })
})
