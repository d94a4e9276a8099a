import { expect, it } from "vitest"
import { sameRegistration } from "#domain/references/registration.ts"

it.each(["AR26 VLE", "ar26vle", " AR 26-VLE ", "ＡＲ２６ ＶＬＥ", "AR26\u200BVLE"])(
  "%j is AR26 VLE",
  (given) => {
    expect(sameRegistration(given, "AR26 VLE")).toBe(true)
  },
)

it.each(["AR26 VLF", "AR26 VL", "AR26 VLEE", "", "R26 VLE"])("%j is not AR26 VLE", (given) => {
  expect(sameRegistration(given, "AR26 VLE")).toBe(false)
})

it("the letter O is not nought", () => {
  expect(sameRegistration("AO10 OAO", "A010 OAO")).toBe(false)
})

it("nothing matches an unknown registration", () => {
  expect(sameRegistration("", "")).toBe(false)
  expect(sameRegistration(" - ", "")).toBe(false)
})
