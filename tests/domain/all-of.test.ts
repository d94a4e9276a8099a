import { describe, expect, it } from "vitest"
import { allOf } from "#domain/all-of.ts"

describe("allOf", () => {
  it("gives every answer in order", async () => {
    expect(await allOf([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2])
  })

  it("waits for the others before it throws", async () => {
    const ended: string[] = []
    const slow = new Promise<string>((resolve) => setImmediate(() => resolve("slow"))).then((name) =>
      ended.push(name),
    )
    await expect(allOf([Promise.reject(new Error("first")), slow])).rejects.toThrow("first")
    expect(ended).toEqual(["slow"])
  })
})
