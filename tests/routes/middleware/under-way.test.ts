import { describe, expect, it } from "vitest"
import type { LogFields } from "#ports/log.ts"
import { createUnderWay } from "#routes/middleware/under-way.ts"

function watched() {
  const errors: LogFields[] = []
  const log = { info: () => {}, warn: () => {}, error: (fields: LogFields) => void errors.push(fields) }
  return { underWay: createUnderWay(log), errors }
}

describe("work under way", () => {
  it("is finished once everything added has ended", async () => {
    const { underWay } = watched()
    const done: string[] = []
    let end: () => void = () => {}
    underWay.add(
      new Promise<void>((resolve) => {
        end = resolve
      }).then(() => done.push("slow")),
    )
    underWay.add(Promise.resolve().then(() => done.push("quick")))
    const finished = underWay.finished().then(() => done.push("finished"))
    await Promise.resolve()
    end()
    await finished
    expect(done).toEqual(["quick", "slow", "finished"])
  })

  it("that fails is logged and lets the rest finish", async () => {
    const { underWay, errors } = watched()
    const error = new Error("lost the database")
    underWay.add(Promise.reject(error))
    underWay.add(Promise.resolve())
    await underWay.finished()
    expect(errors).toEqual([{ error }])
  })

  it("is nothing at first", async () => {
    await expect(watched().underWay.finished()).resolves.toBeUndefined()
  })
})
