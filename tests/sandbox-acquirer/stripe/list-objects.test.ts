import { afterAll, beforeAll, expect, it } from "vitest"
import {
  refusal,
  type StripeSandbox,
  startStripeSandbox,
} from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
/** Newest first. */
let ids: string[]
beforeAll(async () => {
  sandbox = await startStripeSandbox()
  const made: string[] = []
  for (const amount of [100, 200, 300, 400, 500]) made.unshift((await sandbox.createIntent({ amount })).id)
  ids = made
})
afterAll(() => sandbox.close())

const list = async (params: object) => {
  const { data, has_more } = await sandbox.stripe.paymentIntents.list(params)
  return [data.map(({ id }) => id), has_more]
}

it("is newest first, and says whether there is more", async () => {
  expect(await list({})).toEqual([ids, false])
  expect(await list({ limit: 2 })).toEqual([ids.slice(0, 2), true])
  expect(await list({ limit: 5 })).toEqual([ids, false])
})

it("goes on after a cursor, and back before one", async () => {
  expect(await list({ limit: 2, starting_after: ids[1] })).toEqual([ids.slice(2, 4), true])
  expect(await list({ limit: 2, starting_after: ids[3] })).toEqual([ids.slice(4), false])
  expect(await list({ limit: 2, ending_before: ids[4] })).toEqual([ids.slice(2, 4), true])
  expect(await list({ limit: 2, ending_before: ids[1] })).toEqual([ids.slice(0, 1), false])
  expect(await list({ ending_before: ids[0] })).toEqual([[], false])
})

it("is walked whole by the official client", async () => {
  const walked: string[] = []
  for await (const { id } of sandbox.stripe.paymentIntents.list({ limit: 2 })) walked.push(id)
  expect(walked).toEqual(ids)
})

it("events are walked in the order in which they were committed", async () => {
  for (const id of [...ids].reverse()) await sandbox.stripe.paymentIntents.cancel(id)
  const [oldest] = (await sandbox.stripe.events.list({ limit: 100 })).data.slice(-1)
  const seen: string[] = []
  for await (const event of sandbox.stripe.events.list({ limit: 2, ending_before: oldest?.id ?? "" })) {
    seen.push((event.data.object as { id: string }).id)
  }
  expect(seen).toEqual([...ids].reverse().slice(1))
})

it.each([
  [{ limit: 0 }, { statusCode: 400, param: "limit" }],
  [{ limit: 101 }, { statusCode: 400, param: "limit" }],
  [{ starting_after: "pi_none" }, { code: "resource_missing", param: "starting_after" }],
  [{ ending_before: "pi_none" }, { code: "resource_missing", param: "ending_before" }],
  [{ customer_account: "acct_1" }, { code: "parameter_unknown", param: "customer_account" }],
])("refuses %j", async (params, expected) => {
  expect(await refusal(sandbox.stripe.paymentIntents.list(params))).toMatchObject(expected)
})
