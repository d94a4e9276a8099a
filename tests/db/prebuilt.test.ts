import { afterAll, expect, it } from "vitest"
import { openConnection } from "#db/connect.ts"
import { prebuilt } from "#db/prebuilt.ts"

const connections = [1, 2].map(() => openConnection("postgresql://nobody@127.0.0.1:1/none", "prebuilt"))
afterAll(() => Promise.all(connections.map((connection) => connection.close())))

it("a statement is built once for each database", () => {
  let built = 0
  const statement = prebuilt(() => {
    built += 1
    return { number: built }
  })
  const [one, other] = connections.map(({ database }) => database)
  if (!one || !other) throw new Error("two connections were opened")
  expect([statement(one), statement(other), statement(one)]).toEqual([
    { number: 1 },
    { number: 2 },
    { number: 1 },
  ])
})
