import { describe, expect, it } from "vitest"
import {
  findKnownObjects,
  findPostingBalances,
  readBooksOfPayment,
  readPaymentBooks,
} from "#db/queries/ledger.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const db = () => till.council.outside.db

async function paid() {
  const payment = await aStartedPayment(till.council)
  expect(await till.pay(payment.id)).toBe("captured")
  return payment
}

/** Every page of a list, read two at a time. */
async function pages<T>(
  read: (after: string | null) => Promise<readonly T[]>,
  id: (row: T) => string,
): Promise<readonly (readonly string[])[]> {
  const found: string[][] = []
  let after: string | null = null
  do {
    const page: readonly T[] = await read(after)
    found.push(page.map(id))
    after = page.length < 2 ? null : (found.at(-1)?.at(-1) ?? null)
  } while (after !== null)
  return found
}

describe("pages", () => {
  it("of postings and payments go through all, each once, in the order of ids", async () => {
    const payments = [await paid(), await paid(), await paid()]
    const ids = payments.map(({ id }) => id).toSorted()
    const books = await pages(
      (after) => readPaymentBooks(db(), { after, limit: 2 }),
      ({ payment }) => payment.id,
    )
    expect(books).toEqual([ids.slice(0, 2), ids.slice(2)])
    const postings = await pages(
      (after) => findPostingBalances(db(), { after, limit: 2 }),
      ({ id }) => id,
    )
    expect(postings.map((page) => page.length)).toEqual([2, 1])
    expect(new Set(postings.flat()).size).toBe(3)
    expect(postings.flat()).toEqual(postings.flat().toSorted())
  })
})

describe("a posting's balance", () => {
  it("is two lines that sum to nothing, and owned by its payment", async () => {
    const payment = await paid()
    const all = await findPostingBalances(db(), { after: null, limit: 100 })
    expect(all.filter(({ paymentId }) => paymentId === payment.id)).toEqual([
      { id: expect.stringMatching(/^ldg_captured_/), paymentId: payment.id, lines: 2, sum: 0 },
    ])
  })
})

describe("the books of a payment", () => {
  it("hold its postings by cause and account, its attempts and what is open", async () => {
    const payment = await paid()
    const books = await readBooksOfPayment(db(), payment.id)
    expect(books).toMatchObject({
      payment: { id: payment.id, state: "captured" },
      posted: [
        { kind: "captured", sourceId: payment.id, account: "acquirer_receivable", amount: 14_250 },
        { kind: "captured", sourceId: payment.id, account: "buyer_payable", amount: -14_250 },
      ],
      acquirerPaymentIds: [till.firstObjectOf(payment.id)],
      openSince: null,
    })
  })

  it("say since when an operation is open", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    expect(await till.pay(payment.id)).toBe("checking")
    expect((await readBooksOfPayment(db(), payment.id))?.openSince).toBe(clock.now())
  })

  it("are none of an unknown payment", async () => {
    expect(await readBooksOfPayment(db(), "nobody")).toBeNull()
  })
})

it("known objects are those of this acquirer", async () => {
  const object = till.firstObjectOf((await paid()).id)
  expect(await findKnownObjects(db(), "sandbox", [object, "acq_nowhere"])).toEqual(new Set([object]))
  expect(await findKnownObjects(db(), "another", [object])).toEqual(new Set())
  expect(await findKnownObjects(db(), "sandbox", [])).toEqual(new Set())
})
