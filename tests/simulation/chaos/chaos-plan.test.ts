import { describe, expect, it } from "vitest"
import { linkNames, planChaos, processNames } from "./chaos-plan.ts"
import { courses } from "./planned-payments.ts"

const seeds = Array.from({ length: 20 }, (_, index) => index * 7_919)
const plans = seeds.map((seed) => planChaos({ acquirer: "sandbox", seed, minutes: 4, payments: 300 }))

describe("a plan of chaos", () => {
  it("is the same for the same seed, and another for another", () => {
    const texts = plans.map((plan) => JSON.stringify(plan))
    expect(
      seeds.map((seed) =>
        JSON.stringify(planChaos({ acquirer: "sandbox", seed, minutes: 4, payments: 300 })),
      ),
    ).toEqual(texts)
    expect(new Set(texts).size).toBe(seeds.length)
  })

  it("disturbs every link and kills every process", () => {
    for (const { events } of plans) {
      const disturbed = new Set(events.flatMap((event) => ("link" in event ? [event.link] : [])))
      expect([...disturbed].toSorted()).toEqual([...linkNames].toSorted())
      const killed = events.flatMap((event) => (event.kind === "kill" ? [event.process] : []))
      expect([...new Set(killed)].toSorted()).toEqual([...processNames].toSorted())
    }
  })

  it("kills the primary in the middle, and once more for each further period", () => {
    for (const { events, length } of plans) {
      const [failover, ...more] = events.filter(({ kind }) => kind === "failover")
      expect(more).toEqual([])
      expect(Math.abs((failover?.at ?? 0) - length / 2)).toBeLessThanOrEqual(5_000)
    }
    const long = planChaos({ acquirer: "sandbox", seed: 1, minutes: 10, payments: 1 })
    expect(long.events.filter(({ kind }) => kind === "failover")).toHaveLength(3)
  })

  it("lets a worker sleep past its leases where there is time, and kills nobody who sleeps", () => {
    for (const { events } of plans) {
      const freezes = events.filter((event) => event.kind === "freeze")
      expect(freezes.map(({ process, lasts }) => [process, lasts])).toContainEqual(["worker-2", 95_000])
      for (const { process, at, lasts } of freezes) {
        const killed = events.filter((event) => event.kind === "kill" && event.process === process)
        expect(killed.filter((kill) => kill.at >= at && kill.at <= at + lasts)).toEqual([])
      }
    }
    const short = planChaos({ acquirer: "sandbox", seed: 1, minutes: 1, payments: 1 })
    expect(short.events.filter((event) => event.kind === "freeze" && event.lasts > 90_000)).toEqual([])
  })

  it("does one thing to a link at a time, and all of it within the time", () => {
    for (const { events, length } of plans) {
      for (const link of linkNames) {
        const faults = events.filter((event) => "link" in event && event.link === link)
        const ends = faults.map((event) => event.at + ("lasts" in event ? event.lasts : 0))
        for (const [index, { at }] of faults.entries()) expect(at).toBeGreaterThan(ends[index - 1] ?? 0)
      }
      for (const { at } of events) expect(at).toBeLessThan(length)
    }
  })

  it("lets payees take every course", () => {
    const taken = new Set(plans.flatMap(({ load }) => load.map(({ course }) => course)))
    expect([...taken].toSorted()).toEqual(Object.keys(courses).toSorted())
    for (const { load, length } of plans) {
      expect(load).toHaveLength(300)
      for (const { at } of load) expect(at).toBeLessThan(length)
    }
  })
})
