import { describe, expect, it } from "vitest"
import { formsOf, placesOf, placesOfCode } from "./card-traces.ts"

const number = "4444333322221111"

describe("the search for card numbers", () => {
  it.each(formsOf(number))("finds %s", (form) => {
    expect(placesOf([{ place: "here", text: `before ${form} after` }], [number])).toEqual([`here: ${number}`])
  })

  it.each([
    "444433 3322221111",
    "4444 – 3333 – 2222 – 1111".replaceAll(" – ", "–"),
    '{"n":4444333322221111}',
  ])("finds %s", (text) => {
    expect(placesOf([{ place: "here", text }], [number])).toEqual([`here: ${number}`])
  })

  it("passes what may be kept of a card", () => {
    expect(placesOf([{ place: "here", text: "444433 1111 visa 10/34" }], [number])).toEqual([])
  })

  it("finds a code that stands alone", () => {
    const places = ["cvc=737&x", "(1,737,2)", '"cvc":"737"'].map((text) => ({ place: text, text }))
    expect(placesOfCode(places, "737")).toEqual(places.map(({ place }) => place))
    const others = [
      "2026-11-22 09:30:00.737+00",
      "2026-11-22T09:30:00.737Z",
      '"duration_ms":737,',
      "id7373",
      "x737",
    ]
    expect(
      placesOfCode(
        others.map((text) => ({ place: text, text })),
        "737",
      ),
    ).toEqual([])
  })
})
