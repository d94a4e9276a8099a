import { expect } from "vitest"
import type { PageName } from "./pages.ts"
import type { Payee } from "./payee.ts"

/** A Council Tax account of the demonstration council that can be paid. */
export const account = "501234567"

/** From the council's front page to the amount. */
export async function bringsCouncilTaxBill(payee: Payee, reference: string = account): Promise<void> {
  await payee.opens("demo", "/")
  await payee.sees("home")
  await payee.follows(payee.says("Pay your Council Tax", "Talu eich Treth y Cyngor"))
  await payee.sees("council_tax")
  await payee.types(payee.says("Council Tax account number", "Rhif cyfrif Treth y Cyngor"), reference)
  await payee.presses(payee.says("Continue to payment", "Parhau at daliad"))
  await payee.sees("start_council_tax")
  await payee.presses(payee.words.actions.continue)
  await payee.sees("amount")
}

/** The amount's page with another amount chosen, to the check. */
export async function choosesAnotherAmount(payee: Payee, pounds: string): Promise<void> {
  await payee.page.getByLabel(payee.words.amount.other, { exact: true }).check()
  await payee.types(payee.words.amount.label, pounds)
  await payee.presses(payee.words.actions.continue)
  await payee.sees("check")
}

/** Straight from the checkout's first page to the check of £142.50 of Council Tax. Gives the payment's id. */
export async function comesToCheck(payee: Payee, pounds = "142.50"): Promise<string> {
  await payee.opens("checkout", `/p/arwel-vale/council-tax?reference=${account}`)
  await payee.sees("start_council_tax")
  await payee.presses(payee.words.actions.continue)
  await payee.sees("amount")
  await choosesAnotherAmount(payee, pounds)
  return payee.paymentId()
}

/** The same, to the card form. */
export async function comesToCard(payee: Payee, pounds = "142.50"): Promise<string> {
  const id = await comesToCheck(payee, pounds)
  await payee.presses(payee.words.actions.continue)
  await payee.sees("card")
  return id
}

/** The next page of a story told in the order of its pages. */
export async function continuesTo(payee: Payee, page: PageName): Promise<void> {
  await payee.presses(payee.words.actions.continue)
  await payee.sees(page)
}

/** The one of two that comes second may find the charge under way: then it looks again. */
export async function seesPaid(payee: Payee): Promise<void> {
  await expect
    .poll(
      async () => {
        await payee.page.reload()
        return await payee.page.getByRole("heading", { level: 1 }).innerText()
      },
      { timeout: 20_000, interval: 250 },
    )
    .toBe(payee.words.complete.heading)
}
