import { describe, expect, it } from "vitest"
import type { LinesFile } from "#demo-site/backend/lines-file.ts"
import { acceptedKept, keepWebhooks, refusedKept } from "#demo-site/backend/received-webhooks.ts"

const start = new Date("2026-11-22T09:30:00Z").getTime()

function list(file: LinesFile | null = null) {
  let milliseconds = start
  return keepWebhooks({ now: () => new Date(milliseconds++), file })
}

describe("the list of received webhooks", () => {
  it("shows the newest first", () => {
    const webhooks = list()
    webhooks.accept("evt_1", { type: "payment.started" })
    webhooks.refuse("too_old", 12)
    webhooks.accept("evt_2", { type: "payment.captured" })
    expect(webhooks.since(0).map((webhook) => ("type" in webhook ? webhook.type : webhook.problem))).toEqual([
      "payment.captured",
      "too_old",
      "payment.started",
    ])
  })

  it("tells what changed since a revision", () => {
    const webhooks = list()
    webhooks.accept("evt_1", {})
    webhooks.accept("evt_2", {})
    const known = webhooks.revision()
    expect(webhooks.since(known)).toEqual([])
    expect(webhooks.accept("evt_1", {})).toBe("seen_before")
    expect(webhooks.since(known)).toMatchObject([{ webhookId: "evt_1", deliveries: 2 }])
  })

  it("drops the oldest beyond its bound", () => {
    const webhooks = list()
    for (let count = 0; count <= acceptedKept; count++) webhooks.accept(`evt_${count}`, {})
    const kept = webhooks.since(0)
    expect(kept).toHaveLength(acceptedKept)
    expect(kept.at(-1)).toMatchObject({ webhookId: "evt_1" })
  })

  it("keeps good ones through a flood of forged ones", () => {
    const webhooks = list()
    webhooks.accept("evt_1", {})
    for (let count = 0; count < 1000; count++) webhooks.refuse("no_match", 1)
    expect(webhooks.since(0)).toHaveLength(1 + refusedKept)
    expect(webhooks.since(0).at(-1)).toMatchObject({ webhookId: "evt_1" })
  })

  it.each([null, 7, "text", [], { type: 5 }, { data: { payment_id: 5 } }])(
    "accepts the event %j",
    (event) => {
      const webhooks = list()
      webhooks.accept("evt_1", event)
      expect(webhooks.since(0)).toMatchObject([{ type: null, paymentId: null }])
    },
  )

  it("outlives the process, broken lines apart", () => {
    const lines: string[] = []
    const first = list({ earlier: [], append: (line) => lines.push(line) })
    first.accept("evt_1", { type: "payment.captured" })
    first.accept("evt_1", { type: "payment.captured" })
    first.refuse("no_match", 5)
    const second = list({ earlier: [...lines, '{"kind":"acc'], append: () => undefined })
    expect(second.since(0)).toMatchObject([{ webhookId: "evt_1", deliveries: 2, type: "payment.captured" }])
    expect(second.accept("evt_1", {})).toBe("seen_before")
    expect(second.revision()).toBeGreaterThan(start)
  })

  it("does not remember what the disk refused", () => {
    const full = () => {
      throw new Error("no space left")
    }
    const webhooks = list({ earlier: [], append: full })
    expect(() => webhooks.accept("evt_1", {})).toThrow("no space left")
    expect(webhooks.since(0)).toEqual([])
  })
})
