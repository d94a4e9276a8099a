import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { drawPaymentStates, paymentStatesFile } from "#commands/draw-states.ts"
import { publicState, publicStatuses } from "#domain/payments/public-state.ts"
import { closedStates, paymentStates } from "#domain/payments/state.ts"
import { legalMoves } from "#domain/payments/transition-table.ts"
import { statePages } from "#views/payee/state-pages.ts"
import { readRoot } from "./source-files.ts"

const drawing = drawPaymentStates()

describe("docs/payment-states.md", () => {
  it("is what the tables draw", () => {
    expect(readFileSync(paymentStatesFile, "utf8")).toBe(drawing)
  })

  it("has an arrow for every move and no other", () => {
    const drawn = [...drawing.matchAll(/^ {2}(\w+) --> (\w+): \w+/gm)].map(([, from, to]) => `${from} ${to}`)
    const moves = legalMoves().filter(([from, to]) => from !== to)
    expect(drawn.toSorted()).toEqual(moves.map(([from, to]) => `${from} ${to}`).toSorted())
  })

  it("has a row for every state", () => {
    const rows = [...drawing.matchAll(/^\| `(\w+)` \| `(\w+)`[^|]*\| `(\w+)`[^|]*\|$/gm)]
    expect(rows.map(([, state, status, page]) => [state, status, page])).toEqual(
      paymentStates.map((state) => [state, publicState(state).status, statePages[state]]),
    )
  })
})

describe("every payment state", () => {
  it("has a public state and a page", () => {
    for (const state of paymentStates) {
      expect(publicStatuses).toContain(publicState(state).status)
      expect(statePages[state]).toMatch(/^[a-z_]+$/)
    }
  })

  it("is told apart from failure until it is closed", () => {
    const failing = paymentStates.filter((state) =>
      ["failed", "cancelled", "error"].includes(publicState(state).status),
    )
    expect(failing).toEqual([...closedStates])
  })

  it("is in the database's table of moves", () => {
    const migrations = readRoot("db/migrations/0002_guards.sql")
    for (const [from, to] of legalMoves()) expect(migrations).toContain(`('${from}', '${to}')`)
  })
})
