import { describe, expect, it } from "vitest"
import { languages } from "#domain/instant.ts"
import { cancelPayment, countOfSameOrder, createPayment, letTimeRunOut } from "./support/buyer.ts"
import { cards } from "./support/cards.ts"
import { cancelledByPayee, effectsOf, expectNotPaid, expectPaidOnce, statusInApi } from "./support/money.ts"
import type { Payee } from "./support/payee.ts"
import { comesToCard, comesToCheck, continuesTo } from "./support/story.ts"
import type { World } from "./support/world.ts"

/** Payments whose amount the council's own server sets. */
export function orderJourneys(world: World): void {
  describe.each(languages)("a payment that the council's server creates, in %s", (language) => {
    it("is paid, and the council's page knows", async () => {
      const payee = await world.payee({ language })
      await payee.opens("demo", "/invoice")
      await payee.sees("library_room")
      await payee.presses(payee.says("Continue to payment", "Parhau at daliad"))
      await payee.sees("library_room_with_errors")
      await choosesRiverHall(payee)
      const paymentId = payee.paymentId()
      expect(await payee.summaryOf(payee.words.summary.total)).toBe("£120.00")
      await continuesTo(payee, "card")
      await payee.pays("£120.00", { number: cards.good })
      await payee.sees("returned_paid")
      await payee.reads("£120.00")
      await payee.reads("success")
      await payee.reads(paymentId)
      await expectPaidOnce(world, paymentId, 12_000)
    })

    it("waits for the council to take the money", async () => {
      const payee = await world.payee({ language })
      const { id, nextUrl } = await createPayment(world.stack(), { language, delayed_capture: true })
      await payee.page.goto(nextUrl)
      await continuesTo(payee, "card")
      await payee.pays("£24.00", { number: cards.good })
      await payee.sees("approved")
      expect(await statusInApi(world.stack(), id)).toBe("capturable")
      expect(await effectsOf(world.stack(), id)).toEqual(["charge 2400"])
      world.told.push({ paymentId: id, type: "payment.capturable" })
    })
  })
}

/** Payments of the council's server that come to no card, or to none in time. */
export function unpaidOrderJourneys(world: World): void {
  describe.each(languages)("a payment that the council's server creates, in %s", (language) => {
    it("is cancelled, and the council's page knows", async () => {
      const payee = await world.payee({ language, javaScript: "blocked" })
      await payee.opens("demo", "/invoice")
      await choosesRiverHall(payee)
      const paymentId = payee.paymentId()
      await payee.presses(payee.words.actions.cancel)
      await payee.sees("cancelled_by_payee")
      await payee.follows(
        payee.says("Go back to the service: Council invoice", "Mynd yn ôl i'r gwasanaeth: Anfoneb y cyngor"),
      )
      await payee.sees("returned_cancelled")
      await payee.reads(payee.says("No money has been taken.", "Nid oes arian wedi cael ei gymryd."))
      await payee.reads("failed P0030")
      await expectNotPaid(world, paymentId, cancelledByPayee)
    })

    it("is cancelled by the council, and the payee reads so", async () => {
      const payee = await world.payee({ language })
      const { id, nextUrl } = await createPayment(world.stack(), { language })
      await payee.page.goto(nextUrl)
      await payee.sees("check")
      await cancelPayment(world.stack(), id)
      await payee.presses(payee.words.actions.continue)
      await payee.sees("cancelled_by_service")
      await payee.reads(payee.says("No money has been taken", "Nid oes arian wedi cael ei gymryd"))
      await expectNotPaid(world, id, { status: "cancelled P0040", type: "payment.cancelled" })
    })
  })

  it("an order pressed twice is one payment", async () => {
    const payee = await world.payee()
    await payee.opens("demo", "/invoice")
    await payee.page.getByLabel("River Hall, one day").check()
    await payee.page.getByRole("button", { name: "Continue to payment" }).dblclick()
    await payee.sees("check")
    expect(await countOfSameOrder(world.stack(), payee.paymentId())).toBe(1)
  })

  it("a payment whose time is up has expired, in both languages", async () => {
    const payees = [await world.payee(), await world.payee({ language: "cy" })] as const
    const ids = [await comesToCheck(payees[0]), await comesToCard(payees[1])] as const
    for (const id of ids) await letTimeRunOut(world.stack(), id)
    for (const [index, payee] of payees.entries()) {
      const id = ids[index] ?? ""
      await expect
        .poll(() => statusInApi(world.stack(), id), { timeout: 40_000, interval: 250 })
        .toBe("failed P0020")
      await payee.page.reload()
      await payee.sees("expired")
      await payee.reads(payee.words.closed.noMoney)
      await expectNotPaid(world, id, { status: "failed P0020", type: "payment.expired" })
      await payee.follows(payee.words.actions.again)
      await payee.sees("start_council_tax")
    }
  })
}

async function choosesRiverHall(payee: Payee): Promise<void> {
  await payee.page.getByLabel(payee.says("River Hall, one day", "Neuadd yr Afon, un diwrnod")).check()
  await payee.presses(payee.says("Continue to payment", "Parhau at daliad"))
  await payee.sees("check")
}
