import * as v from "valibot"
import { afterEach, describe, expect, it } from "vitest"
import { listAll, openStripe } from "#adapters/acquirer-stripe/client.ts"
import { call, listOf, type ScriptedStripe, secretKey, startStripe } from "./scripted-stripe.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

const row = v.object({ id: v.string() })

async function list(pages: readonly (readonly string[])[], mostPages: number) {
  stripe = await startStripe(({ form }) => {
    const before = form.get("starting_after")
    const index = before === null ? 0 : pages.findIndex((ids) => ids.at(-1) === before) + 1
    const ids = pages[index] ?? []
    return listOf(
      ids.map((id) => ({ id })),
      index + 1 < pages.length,
    )
  })
  const line = openStripe({ apiUrl: stripe.url, secretKey }, call())
  return await listAll((page) => line.stripe.refunds.list(page), row, mostPages)
}

describe("listAll", () => {
  it("reads every page", async () => {
    expect(await list([["a", "b"], ["c"]], 5)).toMatchObject({
      kind: "ok",
      value: { rows: [{ id: "a" }, { id: "b" }, { id: "c" }], complete: true },
    })
  })

  it("stops at its bound and says so", async () => {
    expect(await list([["a"], ["b"], ["c"]], 2)).toMatchObject({
      value: { rows: [{ id: "a" }, { id: "b" }], complete: false },
    })
  })

  it("is not led in a circle", async () => {
    expect(await list([["a"], [], ["c"]], 5)).toMatchObject({ kind: "unknown", cause: "unrecognised" })
    expect(stripe?.requests).toHaveLength(2)
  })
})

describe("openStripe", () => {
  it("knows Stripe's time from its first answer", async () => {
    const times = [
      "Mon, 23 Nov 2026 10:00:01 GMT",
      "soon",
      "Mon, 23 Nov 2026 10:00:00 GMT",
      "Mon, 23 Nov 2026 10:00:02 GMT",
    ]
    stripe = await startStripe(() => ({ ...listOf([]), headers: { date: times.shift() ?? "" } }))
    const line = openStripe({ apiUrl: stripe.url, secretKey }, call())
    expect(line.acquirerTime()).toBeNull()
    for (const _ of [1, 2, 3, 4]) await line.stripe.refunds.list()
    expect(line.acquirerTime()).toBe(Date.parse("2026-11-23T10:00:00Z"))
  })
})
