import { describe, expect, it } from "vitest"
import { type PenaltyRule, penaltyAmount } from "#domain/amounts/penalty.ts"
import { instant, type LondonDay, londonDay, parseDay } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { PenaltyFacts } from "#domain/services/service.ts"

const rule: PenaltyRule = {
  kind: "by_date",
  discountPercent: 50,
  discountDays: 14,
  cameraDiscountDays: 21,
  surchargePercent: 50,
}

function day(text: string): LondonDay {
  const parsed = parseDay(text)
  if (parsed === null) throw new Error(`no day: ${text}`)
  return parsed
}

function facts(servedOn: string, band: number, changed: Partial<PenaltyFacts> = {}): PenaltyFacts {
  return {
    registration: "AR26 VLE",
    servedOn: day(servedOn),
    band: exactPence(band),
    camera: false,
    chargeCertificateOn: null,
    challengeOpen: false,
    ...changed,
  }
}

/** What is due at a moment, milliseconds after (or before) it. */
function due(penalty: PenaltyFacts, moment: string, milliseconds = 0) {
  return penaltyAmount(penalty, rule, londonDay(instant(Date.parse(moment) + milliseconds)))
}

describe("the discount ends with its last London day", () => {
  it.each([
    {
      penalty: facts("2026-11-10", 7000, { camera: false }),
      discounted: 3500,
      until: "2026-11-23",
      firstFull: "2026-11-24T00:00:00Z",
    },
    {
      penalty: facts("2026-09-10", 7000, { camera: false }),
      discounted: 3500,
      until: "2026-09-23",
      firstFull: "2026-09-23T23:00:00Z",
    },
    {
      penalty: facts("2026-10-12", 5000, { camera: false }),
      discounted: 2500,
      until: "2026-10-25",
      firstFull: "2026-10-26T00:00:00Z",
    },
    {
      penalty: facts("2027-03-15", 7000, { camera: false }),
      discounted: 3500,
      until: "2027-03-28",
      firstFull: "2027-03-28T23:00:00Z",
    },
    {
      penalty: facts("2026-11-10", 7000, { camera: true }),
      discounted: 3500,
      until: "2026-11-30",
      firstFull: "2026-12-01T00:00:00Z",
    },
  ])("$penalty.servedOn, camera $penalty.camera", ({ penalty, discounted, until, firstFull }) => {
    const discount = { stage: "discount", amount: discounted, discountUntil: until }
    const full = { stage: "full", amount: penalty.band, discountUntil: null }
    expect(due(penalty, firstFull, -1)).toEqual(discount)
    expect(due(penalty, firstFull)).toEqual(full)
  })

  it("and starts with the day of service", () => {
    expect(due(facts("2026-11-10", 7000), "2026-11-10T00:00:00Z").amount).toBe(3500)
    expect(due(facts("2026-11-10", 7000), "2026-11-09T12:00:00Z").amount).toBe(3500)
  })
})

describe("an open challenge", () => {
  it("holds the discount without an end", () => {
    const penalty = facts("2026-11-10", 7000, { challengeOpen: true })
    const held = { stage: "discount", amount: 3500, discountUntil: null }
    expect(due(penalty, "2026-11-12T12:00:00Z")).toEqual(held)
    expect(due(penalty, "2027-06-01T12:00:00Z")).toEqual(held)
  })

  it("gives way to a charge certificate", () => {
    const chargeCertificateOn = day("2027-01-20")
    const penalty = facts("2026-11-10", 7000, { challengeOpen: true, chargeCertificateOn })
    expect(due(penalty, "2027-01-19T12:00:00Z").stage).toBe("discount")
    expect(due(penalty, "2027-01-20T12:00:00Z").stage).toBe("surcharge")
  })
})

it("a charge certificate adds half from its date", () => {
  const penalty = facts("2026-11-10", 7000, { chargeCertificateOn: day("2027-01-20") })
  expect(due(penalty, "2027-01-20T00:00:00Z", -1)).toEqual({
    stage: "full",
    amount: 7000,
    discountUntil: null,
  })
  expect(due(penalty, "2027-01-20T00:00:00Z")).toEqual({
    stage: "surcharge",
    amount: 10_500,
    discountUntil: null,
  })
})

describe("half a penny", () => {
  it.each([
    [7001, 50, 3501],
    [7001, 25, 5251],
    [6999, 25, 5249],
    [1, 50, 1],
    [7000, 0, 7000],
    [7000, 100, 0],
  ])("goes up: %d less %d percent is %d", (band, discountPercent, amount) => {
    const discounted = penaltyAmount(
      facts("2026-11-10", band),
      { ...rule, discountPercent },
      day("2026-11-10"),
    )
    expect(discounted.amount).toBe(amount)
  })

  it("goes up in the surcharge too", () => {
    const penalty = facts("2026-11-10", 7001, { chargeCertificateOn: day("2027-01-20") })
    expect(penaltyAmount(penalty, rule, day("2027-01-20")).amount).toBe(10_502)
  })
})
