import { describe, expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import { readChanges } from "#operations/recovery/read-changes.ts"
import type { ChangePage, ChangesFrom, Outcome } from "#ports/acquirer.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const since: ChangesFrom = { since: instant(0) }

/** What is made of an acquirer's answer. */
async function read(answer: Outcome<ChangePage>, from: ChangesFrom = since) {
  const { outside } = till.council
  const list = outside.acquirer.listChanges
  outside.acquirer.listChanges = async () => answer
  const page = await readChanges(outside, from)
  outside.acquirer.listChanges = list
  return page
}

function page(nextCursor: string | null, complete: boolean): Outcome<ChangePage> & { kind: "ok" } {
  return { kind: "ok", value: { changes: [], nextCursor, complete }, evidence: {} }
}

describe("a page of changes", () => {
  it("is taken where it leads on or ends", async () => {
    for (const answer of [page("chg_2", false), page("chg_1", true), page(null, true)]) {
      expect(await read(answer, { cursor: "chg_1" })).toEqual(answer.value)
    }
  })

  it("is none where it would be read for ever", async () => {
    expect(await read(page("chg_1", false), { cursor: "chg_1" })).toBe("unanswered")
    expect(await read(page(null, false))).toBe("unanswered")
    const message = "a list of changes that does not go on"
    expect(till.council.outside.lines.at(-1)).toMatchObject({ level: "warn", message })
  })

  it("is none where the acquirer gives no answer, and refused where it does not know the cursor", async () => {
    expect(await read({ kind: "unknown", cause: "timeout", evidence: {} })).toBe("unanswered")
    expect(await read({ kind: "not_sent", cause: "unreachable" })).toBe("unanswered")
    expect(await read({ kind: "refused", reason: "not_possible", evidence: {} })).toBe("refused")
  })
})
