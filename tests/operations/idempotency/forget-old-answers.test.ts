import { expect, it } from "vitest"
import { answerLifeMilliseconds } from "#domain/idempotency.ts"
import { idempotencyKeys } from "#jobs/idempotency-keys.ts"
import { leastRequest } from "#tests/routes/buyer-api/council.ts"
import { openDesk } from "#tests/routes/buyer-api/desk.ts"

const desk = openDesk()

it("answers past their life are forgotten, and no others", async () => {
  const { outside } = desk
  for (const key of ["a", "b"]) await desk.post("/v1/payments", leastRequest, key)
  outside.clock.advance(answerLifeMilliseconds - 1)
  await desk.post("/v1/payments", leastRequest, "c")
  expect(await idempotencyKeys.run(outside)).toBe(0)
  outside.clock.advance(1)
  expect(await idempotencyKeys.run(outside)).toBe(2)
  expect(await idempotencyKeys.run(outside)).toBe(0)
  expect([...(await outside.db.execute("select key from idempotency_key"))]).toEqual([{ key: "c" }])
  const payments = await outside.db.execute("select id from payment")
  expect(payments).toHaveLength(3)
})
