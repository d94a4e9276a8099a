import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { CrashStack } from "./crash-stack.ts"
import { becomes, expectBalancedLedger, expectPaidOnce, startCrashStack } from "./crash-stack.ts"
import { toConfirmation } from "./payee-steps.ts"
import { headingOf, post } from "./plain-browser.ts"

let crash: CrashStack

beforeAll(async () => {
  crash = await startCrashStack()
})
afterAll(() => crash?.stop())

/** A press whose answer nobody waits for: the process that would give it is about to die. */
function press(confirmation: { readonly action: string; readonly fields: Readonly<Record<string, string>> }) {
  return post(confirmation.action, confirmation.fields).then(
    (response) => response.status,
    () => "no answer",
  )
}

/** Locks the acquirer's row of a payment, so that it cannot charge before `work` has run. */
async function whileTheAcquirerWaits(paymentId: string, work: () => Promise<void>): Promise<void> {
  await crash.sql.begin(async (sql) => {
    await sql`select id from sandbox_acquirer.payment where reference = ${paymentId} for update`
    await work()
  })
}

describe("a killed checkout", () => {
  it("that never heard of its charge pays once", async () => {
    const { checkout, worker } = crash.stack.processes
    const { payment, confirmation, browser, page } = await toConfirmation(
      crash,
      12_345,
      "FAULT authorise timeout-after",
    )
    worker.kill("SIGSTOP")
    const answer = press(confirmation)
    await becomes(() => crash.chargesOf(payment.id), [{ count: 1, amount: payment.amount }])
    checkout.kill("SIGKILL")
    expect(await answer).toBe("no answer")
    expect(await crash.stateOf(payment.id)).toBe("authorising")
    worker.kill("SIGCONT")
    await expectPaidOnce(crash, payment)
    await becomes(() => checkout.pid() !== null, true)
    await checkout.ready()
    const shown = await browser.opens(page.url)
    expect([shown.status, headingOf(shown)]).toEqual([200, "Payment complete"])
  })

  it("is found out by the sweep alone", async () => {
    const { checkout } = crash.stack.processes
    const { payment, confirmation } = await toConfirmation(crash, 23_456, "FAULT authorise notify-never")
    let answer: Promise<unknown> = Promise.resolve()
    await whileTheAcquirerWaits(payment.id, async () => {
      answer = press(confirmation)
      await becomes(() => crash.stateOf(payment.id), "authorising")
      // Frozen, it cannot read the answer that the acquirer is about to give.
      checkout.kill("SIGSTOP")
    })
    await becomes(() => crash.chargesOf(payment.id), [{ count: 1, amount: payment.amount }])
    checkout.kill("SIGKILL")
    expect(await answer).toBe("no answer")
    await expectPaidOnce(crash, payment)
    const doors = await crash.sql`
      select door from payment_event where payment_id = ${payment.id} and to_state = 'captured'`
    expect([...doors]).toEqual([{ door: "job" }])
    const noticed = await crash.sql`
      select 1 from acquirer_notification join acquirer_object using (external_id) where payment_id = ${payment.id}`
    expect(noticed).toHaveLength(0)
    await checkout.ready()
  })

  it("before the charge left charges at most once", async () => {
    const { checkout } = crash.stack.processes
    const { payment, confirmation } = await toConfirmation(crash, 34_567, "FAULT authorise timeout-before")
    const answer = press(confirmation)
    await becomes(() => crash.stateOf(payment.id), "authorising")
    checkout.kill("SIGKILL")
    expect(await answer).toBe("no answer")
    // The sweep asks, is told "open", and repeats the call with the same key: the payee's wish is carried out, once.
    await expectPaidOnce(crash, payment)
    await checkout.ready()
  })
})

describe("a killed worker", () => {
  it("delivers the same webhook again", async () => {
    const { worker } = crash.stack.processes
    const { receiver, sql } = crash
    receiver.hangs("payment.captured")
    const { payment, confirmation } = await toConfirmation(crash, 45_678, "A Payee")
    expect(await press(confirmation)).toBe(303)
    await becomes(() => receiver.of(payment.id, "payment.captured").length, 1)
    worker.kill("SIGKILL")
    const held = await sql`
      select delivery.id from webhook_delivery delivery join outbox_event event on event.id = event_id
      where subject_id = ${payment.id} and type = 'payment.captured' and state = 'sending'`
    expect(held).toHaveLength(1)
    receiver.answers()
    // The dead worker's lease runs for a minute: it is ended here as time would end it.
    await sql`update webhook_delivery set lease_until = now() - interval '1 second' where id = ${held[0]?.["id"]}`
    await expectPaidOnce(crash, payment)
    const [first, second, ...more] = receiver.of(payment.id, "payment.captured")
    expect(more).toEqual([])
    expect(second).toEqual(first)
    const attempts =
      await sql`select n, status from webhook_delivery_attempt where delivery_id = ${held[0]?.["id"]}`
    expect([...attempts]).toEqual([{ n: 1, status: 204 }])
  })
})

describe("three presses of one button", () => {
  it("at the same moment charge once", async () => {
    const { payment, confirmation, browser } = await toConfirmation(crash, 56_789, "A Payee")
    const { sql } = crash
    let presses: Promise<unknown>[] = []
    await sql.begin(async (lock) => {
      await lock`select id from payment where id = ${payment.id} for update`
      presses = [press(confirmation), press(confirmation), press(confirmation)]
      const waiting = async () => {
        const rows = await sql`
          select 1 from pg_stat_activity where application_name = 'checkout-server' and wait_event_type = 'Lock'`
        return rows.length
      }
      await becomes(waiting, 3)
    })
    expect(await Promise.all(presses)).toEqual([303, 303, 303])
    await expectPaidOnce(crash, payment)
    const [attempts] = await sql`select attempts from payment where id = ${payment.id}`
    expect(attempts).toEqual({ attempts: 1 })
    const again = await browser.posts(confirmation.action, confirmation.fields)
    expect([again.status, headingOf(again)]).toEqual([200, "Payment complete"])
    expect(await crash.chargesOf(payment.id)).toEqual([{ count: 1, amount: payment.amount }])
  })
})

describe("after everything", () => {
  it("the ledger holds all money and no more", async () => {
    await expectBalancedLedger(crash)
  })
})
