import { describe, expect, it } from "vitest"
import { notOnStripe, spine } from "#tests/journeys/spine.ts"
import { tests } from "./source-files.ts"

const journeyFiles = tests.filter(({ path }) => /^tests\/journeys\/[^/]+\.ts$/.test(path))
const told = journeyFiles.filter(({ path }) => !/\/(?:spine|judged|journeys\.test)\.ts$/.test(path))
const worlds = [
  ["sandbox", "tests/journeys/journeys.test.ts"],
  ["stripe", "tests/journeys/stripe/stripe.test.ts"],
] as const

describe("the spine", () => {
  it("has every journey that is written beside it", () => {
    const written = told.flatMap(({ text }) =>
      [...text.matchAll(/^export function (\w+Journeys)\(/gm)].map(([, name]) => name),
    )
    expect(Object.keys(spine).toSorted()).toEqual(written.toSorted())
    const silent = told.filter(({ text }) => !/^export function \w+Journeys\(/m.test(text))
    expect(silent.map(({ path }) => path)).toEqual([])
  })

  it.each(worlds)("is told where cards are taken by %s", (cards, path) => {
    const text = tests.find((test) => test.path === path)?.text ?? ""
    expect(text).toContain(`tellJourneys(openWorld("${cards}")`)
    expect(text).not.toMatch(/\b(?:it|describe)\b/)
  })

  it("leaves out few journeys on Stripe's page, each for a reason", () => {
    const left = Object.entries(notOnStripe)
    expect(left.filter(([name]) => !(name in spine))).toEqual([])
    expect(left.filter(([, why]) => why.length < 30)).toEqual([])
    expect(left.length).toBeLessThan(Object.keys(spine).length / 3)
  })

  it("asks only its till how a card is entered", () => {
    const asking = told.filter(({ text }) => /\.cards\b/.test(text))
    expect(asking.map(({ path }) => path)).toEqual([])
  })
})
