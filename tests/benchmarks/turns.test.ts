import { expect, it } from "vitest"
import { inTurns } from "./turns.ts"

it("contenders take turns, the order turned round each time", async () => {
  const taken: string[] = []
  const contender = (name: string) => async () => {
    taken.push(name)
    return `${name}${taken.length}`
  }
  const results = await inTurns(3, [contender("a"), contender("b")])
  expect(taken.join("")).toBe("abbaab")
  expect(results).toEqual([
    ["a1", "a4", "a5"],
    ["b2", "b3", "b6"],
  ])
})
