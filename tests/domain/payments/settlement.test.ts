import { describe, expect, it } from "vitest"
import { instant, later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Finding } from "#domain/payments/finding.ts"
import type { Operation } from "#domain/payments/operation.ts"
import { preparedOperation, sentOperation } from "#domain/payments/operation.ts"
import { settlementOf } from "#domain/payments/settlement.ts"

const at = instant(Date.UTC(2026, 10, 22, 9, 30))
const minute = 60_000
const hour = 60 * minute
const payment = { id: "payment", buyerId: "buyer" }
const facts = { id: "op", acquirerPaymentId: "acq", request: {}, at } as const
const authorise = sentOperation(payment, { ...facts, kind: "authorise", timeoutMilliseconds: minute })
const release = preparedOperation(payment, { ...facts, kind: "void" })
const amount = exactPence(14_250)

function settled(finding: Finding, operation: Operation | null = authorise) {
  return settlementOf(operation, finding, at, 0.5)
}

describe("a finding", () => {
  it.each(["captured", "authorised"] as const)("of money %s ends the call well", (kind) => {
    expect(settled({ kind, amount, card: null })).toEqual({
      event: { name: kind, amount, card: null },
      operation: { state: "succeeded", nextSyncAt: null, refusal: null },
      closesObject: true,
    })
  })

  it("of a challenge waits for the payee", () => {
    expect(settled({ kind: "challenge", url: "https://bank.example/1", card: null })).toEqual({
      event: { name: "challenge", card: null },
      operation: {
        state: "awaiting_payee",
        nextSyncAt: later(at, minute),
        refusal: null,
        challengeUrl: "https://bank.example/1",
      },
      closesObject: false,
    })
  })

  it("of a challenge keeps why the last card tried there was refused", () => {
    const finding = { kind: "challenge", url: "https://stripe.example/1", card: null } as const
    expect(settled({ ...finding, refusal: "declined" }).operation.refusal).toBe("declined")
    expect(settled(finding).operation.refusal).toBeNull()
  })

  it("of nothing yet counts from now where the payee sent the card elsewhere, and not where we did", () => {
    const waiting = { ...authorise, state: "awaiting_payee" } as const
    expect(settled({ kind: "undecided" }, waiting).operation.returnedAt).toBe(at)
    const ours = { ...waiting, request: { token: "tok_12345678" } }
    expect(settled({ kind: "undecided" }, ours).operation).not.toHaveProperty("returnedAt")
  })

  it("of a refusal ends the call with its reason", () => {
    expect(settled({ kind: "declined", reason: "expired_card", card: null })).toEqual({
      event: { name: "declined", reason: "expired_card", card: null },
      operation: { state: "refused", nextSyncAt: null, refusal: "expired_card" },
      closesObject: true,
    })
  })

  it("of no effect abandons the call and lets the payee try again", () => {
    expect(settled({ kind: "released" })).toEqual({
      event: { name: "declined", reason: "temporarily_unavailable", card: null },
      operation: { state: "abandoned", nextSyncAt: null, refusal: null },
      closesObject: true,
    })
  })

  it("of nothing yet asks again and closes nothing", () => {
    expect(settled({ kind: "undecided" })).toEqual({
      event: { name: "unknown" },
      operation: { state: "unknown", nextSyncAt: later(at, 2_000), refusal: null },
      closesObject: false,
    })
  })

  it("of nothing for two weeks is for people, and still watched", () => {
    const old = { ...authorise, createdAt: later(at, -14 * 24 * hour), syncs: 80 }
    expect(settled({ kind: "undecided" }, old)).toEqual({
      event: { name: "stuck" },
      operation: { state: "unknown", nextSyncAt: later(at, 6 * hour), refusal: null },
      closesObject: false,
    })
  })

  it("of another sum is for people, never success", () => {
    expect(settled({ kind: "mismatch" })).toEqual({
      event: { name: "stuck" },
      operation: { state: "unknown", nextSyncAt: later(at, 6 * hour), refusal: null },
      closesObject: false,
    })
  })
})

describe("a release", () => {
  it.each<[string, Finding, string]>([
    ["succeeded where nothing was taken", { kind: "released" }, "succeeded"],
    [
      "succeeded where the bank had refused",
      { kind: "declined", reason: "declined", card: null },
      "succeeded",
    ],
    ["was refused where money was taken", { kind: "captured", amount, card: null }, "refused"],
    ["that never left stays due where nobody knows", { kind: "undecided" }, "prepared"],
    ["that never left stays due while money is held", { kind: "authorised", amount, card: null }, "prepared"],
    ["that never left stays due where the acquirer speaks of another sum", { kind: "mismatch" }, "prepared"],
  ])("%s", (_name, finding, state) => {
    expect(settled(finding, release).operation.state).toBe(state)
  })
})

describe("another sum than asked for", () => {
  it("stops a planned capture that has not left, for people to look", () => {
    const planned: Operation = { ...release, kind: "capture" }
    expect(settled({ kind: "mismatch" }, planned)).toMatchObject({
      event: { name: "stuck" },
      operation: { state: "superseded", nextSyncAt: null },
    })
  })
})

describe("without an open call", () => {
  it("a try that never left is no news", () => {
    expect(settled({ kind: "not_sent" }, null).event).toEqual({ name: "unknown" })
  })

  it("not knowing is no news", () => {
    expect(settled({ kind: "undecided" }, null).event).toEqual({ name: "unknown" })
  })

  it("money found is money found", () => {
    expect(settled({ kind: "captured", amount, card: null }, null).event).toEqual({
      name: "captured",
      amount,
      card: null,
    })
  })
})
