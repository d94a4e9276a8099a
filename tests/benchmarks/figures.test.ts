import { describe, expect, it } from "vitest"
import { median, medianRatio, meetsTarget, quantile } from "./figures.ts"

describe("a quantile", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)

  it.each([
    [0.5, 50],
    [0.95, 95],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])("of %d is the value that this share does not exceed", (share, value) => {
    expect(quantile(hundred, share)).toBe(value)
  })

  it("of one value is that value", () => {
    expect(quantile([7], 0.99)).toBe(7)
  })

  it("of nothing is none", () => {
    expect(quantile([], 0.5)).toBeNull()
  })
})

describe("a median", () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[5], 5],
    [[], null],
  ])("of %j is %j", (values, middle) => {
    expect(median(values)).toBe(middle)
  })
})

describe("a ratio", () => {
  it("is taken round by round, so that a slow round counts for both sides", () => {
    expect(medianRatio([80, 8, 80], [100, 10, 100])).toBe(0.8)
  })

  it("leaves out rounds that have no other side", () => {
    expect(medianRatio([50, 90], [100])).toBe(0.5)
    expect(medianRatio([50, 90], [0, 100])).toBe(0.9)
    expect(medianRatio([50], [])).toBeNull()
  })
})

describe("a target", () => {
  it.each([
    [0.7, { atLeast: 0.7 }, true],
    [0.69, { atLeast: 0.7 }, false],
    [1.2, { atMost: 1.2 }, true],
    [1.21, { atMost: 1.2 }, false],
    [null, { atMost: 1.2 }, null],
  ])("is met or not: %j, %j", (value, target, met) => {
    expect(meetsTarget({ value, target })).toBe(met)
  })

  it("that is not there is neither met nor missed", () => {
    expect(meetsTarget({ value: 1 })).toBeNull()
  })
})
