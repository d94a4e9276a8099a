import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { CrashStack } from "./crash-stack.ts"
import { becomes, expectBalancedLedger, expectPaidOnce, startCrashStack } from "./crash-stack.ts"
import { paymentIdOf, toCheck } from "./payee-steps.ts"
import { formOf, headingOf, PlainBrowser, post } from "./plain-browser.ts"
import { tills, toLastPress, toOurForm } from "./tills.ts"

let crash: CrashStack

beforeAll(async () => {
  crash = await startCrashStack()
})
afterAll(() => crash?.stop())

/** Kills the checkout. The answer waits until another one stands in its place. */
function killsCheckout(): () => Promise<void> {
  const { checkout } = crash.stack.processes
  const before = checkout.pid()
  checkout.kill("SIGKILL")
  return async () => {
    await becomes(() => [null, before].includes(checkout.pid()), false)
    await checkout.ready()
  }
}

describe.each(tills)("where cards are taken by $cards, a killed checkout", (till) => {
  beforeAll(() => crash.takesCardsBy(till.cards))

  it("that never heard of its charge pays once", async () => {
    const { worker } = crash.stack.processes
    const at = await toLastPress(till, crash, 12_345, "A Payee")
    worker.kill("SIGSTOP")
    const { answer } = await till.paysWhileFrozen(crash, at)
    await becomes(() => crash.chargesOf(at.payment.id), [{ count: 1, amount: at.payment.amount }])
    const isBack = killsCheckout()
    expect(await answer).toBe("no answer")
    expect(await crash.stateOf(at.payment.id)).toBe(till.waiting)
    worker.kill("SIGCONT")
    await expectPaidOnce(crash, at.payment)
    await isBack()
    const shown = await at.browser.opens(at.url)
    expect([shown.status, headingOf(shown)]).toEqual([200, "Payment complete"])
  })

  it("is found out by the sweep alone", async () => {
    const at = await toLastPress(till, crash, 23_456, "FAULT authorise notify-never")
    const { answer } = await till.paysWhileFrozen(crash, at)
    await becomes(() => crash.chargesOf(at.payment.id), [{ count: 1, amount: at.payment.amount }])
    const isBack = killsCheckout()
    expect(await answer).toBe("no answer")
    // The first look at an acquirer's page comes after a minute: it is made due here, as time would make it.
    await crash.sql`
      update operation set next_sync_at = now() where payment_id = ${at.payment.id} and state = 'awaiting_payee'`
    await expectPaidOnce(crash, at.payment)
    const doors = await crash.sql`
      select door from payment_event where payment_id = ${at.payment.id} and to_state = 'captured'`
    expect([...doors]).toEqual([{ door: "job" }])
    const noticed = await crash.sql`
      select 1 from acquirer_notification join acquirer_object using (external_id) where payment_id = ${at.payment.id}`
    expect(noticed).toHaveLength(0)
    await isBack()
  })

  it("before the card form was known takes the card on another one", async () => {
    const browser = new PlainBrowser()
    const amount = 67_890
    const check = await toCheck(crash, amount, browser)
    await crash.planFault(paymentIdOf(check), "prepare", "timeout-after")
    const { action, fields } = formOf(check, "/card")
    const press = post(action, fields).catch(() => null)
    await becomes(() => preparedOf(paymentIdOf(check)), 1)
    const isBack = killsCheckout()
    await press
    await isBack()
    let page = check
    const pressesAgain = async () => {
      page = await browser.posts(action, { ...fields, entry: "new" })
      return till.entry.test(page.html)
    }
    await becomes(pressesAgain, true)
    const at = await till.comesToForm(browser, page, amount, "A Payee")
    await at.goesOn()
    expect(await at.pays()).toBe(303)
    await expectPaidOnce(crash, at.payment)
    expect(await preparedOf(at.payment.id)).toBeGreaterThan(1)
  })
})

/** How many card forms the acquirer made for a payment. */
async function preparedOf(paymentId: string): Promise<number> {
  const rows = await crash.sql`select id from sandbox_acquirer.payment where reference = ${paymentId}`
  return rows.length
}

// Stripe's page charges by itself: no charge of ours is on its way there.
describe("a killed checkout", () => {
  beforeAll(() => crash.takesCardsBy("sandbox"))

  it("before the charge left charges at most once", async () => {
    const at = await toLastPress(tills[0], crash, 34_567, "FAULT authorise timeout-before")
    const answer = at.pays()
    await becomes(() => crash.stateOf(at.payment.id), "authorising")
    const isBack = killsCheckout()
    expect(await answer).toBe("no answer")
    // The sweep asks, is told "open", and repeats the call with the same key: the payee's wish is carried out, once.
    await expectPaidOnce(crash, at.payment)
    await isBack()
  })
})

describe.each(tills)("where cards are taken by $cards, a killed worker", (till) => {
  beforeAll(() => crash.takesCardsBy(till.cards))

  it("delivers the same webhook again", async () => {
    const { worker } = crash.stack.processes
    const { receiver, sql } = crash
    receiver.hangs("payment.captured")
    const at = await toLastPress(till, crash, 45_678, "A Payee")
    expect(await at.pays()).toBe(303)
    await becomes(() => receiver.of(at.payment.id, "payment.captured").length, 1)
    worker.kill("SIGKILL")
    const held = await sql`
      select delivery.id from webhook_delivery delivery join outbox_event event on event.id = event_id
      where subject_id = ${at.payment.id} and type = 'payment.captured' and state = 'sending'`
    expect(held).toHaveLength(1)
    receiver.answers()
    // The dead worker's lease runs for a minute: it is ended here as time would end it.
    await sql`update webhook_delivery set lease_until = now() - interval '1 second' where id = ${held[0]?.["id"]}`
    await expectPaidOnce(crash, at.payment)
    const [first, second, ...more] = receiver.of(at.payment.id, "payment.captured")
    expect(more).toEqual([])
    expect(second).toEqual(first)
    const attempts =
      await sql`select n, status from webhook_delivery_attempt where delivery_id = ${held[0]?.["id"]}`
    expect([...attempts]).toEqual([{ n: 1, status: 204 }])
  })
})

describe.each(tills)("where cards are taken by $cards, three presses of one button", (till) => {
  beforeAll(() => crash.takesCardsBy(till.cards))

  it("at the same moment charge once", async () => {
    const at = await toOurForm(till, crash, 56_789, "A Payee")
    const { sql } = crash
    let presses: Promise<Response>[] = []
    await sql.begin(async (lock) => {
      await lock`select id from payment where id = ${at.payment.id} for update`
      presses = [1, 2, 3].map(() => post(at.ours.action, at.ours.fields))
      const waiting = async () => {
        const rows = await sql`
          select 1 from pg_stat_activity where application_name = 'checkout-server' and wait_event_type = 'Lock'`
        return rows.length
      }
      await becomes(waiting, 3)
    })
    expect((await Promise.all(presses)).map(({ status }) => status)).toEqual([303, 303, 303])
    await at.goesOn()
    expect(await Promise.all([at.pays(), at.pays(), at.pays()])).toEqual([303, 303, 303])
    await expectPaidOnce(crash, at.payment)
    const [attempts] = await sql`select attempts from payment where id = ${at.payment.id}`
    expect(attempts).toEqual({ attempts: 1 })
    const again = await at.browser.posts(at.ours.action, at.ours.fields)
    expect([again.status, headingOf(again)]).toEqual([200, "Payment complete"])
    expect(await crash.chargesOf(at.payment.id)).toEqual([{ count: 1, amount: at.payment.amount }])
  })
})

describe("after everything", () => {
  it("the ledger holds all money and no more", async () => {
    await expectBalancedLedger(crash)
  })
})
