import { expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { AgreementStep, PrepareRequest } from "#ports/acquirer.ts"
import { AcquirerBooks } from "./acquirer-books.ts"
import type { CardScenario } from "./acquirer-payment.ts"

const amount = exactPence(18_240)
const good: CardScenario = {
  first: "answer",
  bank: { kind: "approve" },
  reservesFirst: false,
  patience: 60_000,
  refund: "succeeds",
}

/** The acquirer's books, and a kept card in them whose first payment was made with this one. */
function keeping(entry: "direct_post" | "redirect", card: CardScenario) {
  const books = new AcquirerBooks(() => instant(0), "mark", entry)
  let keys = 0
  const prepare = (agreement: AgreementStep) => {
    const request: PrepareRequest = {
      ...{ paymentId: `payment-${keys}`, amount, currency: "GBP", captureMode: "automatic" },
      ...{ description: "", language: "en", returnUrl: "", challengeReturnUrl: "" },
      ...{ expiresAt: instant(3_600_000), preparedAt: instant(0), agreement },
    }
    const made = books.prepare(`key-${++keys}`, request)
    if (made.kind !== "ok") throw new Error(JSON.stringify(made))
    return made.value
  }
  const authorise = (acquirerPaymentId: string, token: string | null, key = `key-${++keys}`) =>
    books.authorise(key, { acquirerPaymentId, token, amount, currency: "GBP" })
  const { acquirerPaymentId: first } = prepare({ step: "set_up", agreementId: "one" })
  if (entry === "redirect") books.payOnPage(first, card)
  else authorise(first, books.enterCard(first, card))
  books.decide(first, { kind: "approve" })
  const snapshot = books.snapshot(first)
  const savedCard = snapshot.kind === "ok" ? snapshot.value.savedCard : null
  if (savedCard === null) throw new Error("no card was kept")
  const charge = { step: "charge", agreementId: "one", savedCard } as const
  return { books, prepare, authorise, charge, savedCard }
}

it.each(["direct_post", "redirect"] as const)("a kept card is charged once a key (%s)", (entry) => {
  const { books, prepare, authorise, charge } = keeping(entry, good)
  const { acquirerPaymentId, handoff } = prepare(charge)
  expect(handoff).toEqual({ kind: "saved_card" })
  const first = authorise(acquirerPaymentId, null, "same")
  expect(first).toMatchObject({
    kind: "ok",
    value: { status: "captured", captured: amount, savedCard: null },
  })
  expect(authorise(acquirerPaymentId, null, "same")).toEqual(first)
  expect(authorise(acquirerPaymentId, null)).toMatchObject({ reason: "not_possible" })
  const charges = books.effects.filter((effect) => effect.acquirerPaymentId === acquirerPaymentId)
  expect(charges).toEqual([{ key: "same", kind: "charge", acquirerPaymentId, amount }])
})

it("a bank that asks its payee says no to nobody", () => {
  const { books, prepare, authorise, charge } = keeping("direct_post", { ...good, first: "challenge" })
  const { acquirerPaymentId } = prepare(charge)
  expect(authorise(acquirerPaymentId, null)).toMatchObject({ reason: "authentication_required" })
  expect(books.snapshot(acquirerPaymentId)).toMatchObject({ value: { status: "closed", captured: 0 } })
})

it("a forgotten card is charged no more", () => {
  const { books, prepare, authorise, charge, savedCard } = keeping("direct_post", good)
  const { acquirerPaymentId } = prepare(charge)
  expect(books.cards.forget(savedCard)).toMatchObject({ value: { forgotten: true } })
  expect(authorise(acquirerPaymentId, null)).toMatchObject({ reason: "do_not_retry" })
  expect(() => prepare(charge)).toThrow("do_not_retry")
})

it("a card is kept for its own agreement, and no payment has one that was not named", () => {
  const { prepare, authorise, charge } = keeping("direct_post", good)
  expect(() => prepare({ ...charge, agreementId: "two" })).toThrow("configuration")
  const { acquirerPaymentId } = prepare({ step: "set_up", agreementId: "one" })
  expect(authorise(acquirerPaymentId, null)).toMatchObject({ reason: "not_possible" })
})
