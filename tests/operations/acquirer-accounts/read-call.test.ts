import { expect, it } from "vitest"
import { readCall } from "#operations/acquirer-accounts/read-call.ts"

const limits = { authorise: 4, prepare: 3, capture: 2, fetch: 1 }

it("a call that only reads has an id of its own, and the time of a fetch unless told otherwise", () => {
  let count = 0
  const ids = { next: () => `id${++count}`, fraction: () => 0 }
  expect(readCall({ ids, limits })).toEqual({
    operationId: "id1",
    idempotencyKey: "id1",
    timeoutMilliseconds: 1,
  })
  expect(readCall({ ids, limits }, 20)).toEqual({
    operationId: "id2",
    idempotencyKey: "id2",
    timeoutMilliseconds: 20,
  })
})
