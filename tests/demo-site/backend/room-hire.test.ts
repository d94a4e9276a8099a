import { describe, expect, it } from "vitest"
import { looksLikeOrder, readRoomOrder } from "#demo-site/backend/room-hire.ts"
import { testToken } from "#tests/demo-site/site.ts"

describe("a room order", () => {
  it("comes from the form's two fields", () => {
    const token = (12_345).toString(16).padStart(8, "0").padEnd(32, "f")
    expect(readRoomOrder({ token, room: "river-hall" })).toEqual({
      id: `${token}-river-hall`,
      room: "river-hall",
      // A published example of the invoice numbers' check digits.
      invoice: "3001234515",
    })
  })

  it("has an invoice number with right check digits", () => {
    for (let count = 0; count < 500; count++) {
      const token = (count * 2_654_435_761).toString(16).padStart(8, "0").slice(-8).padEnd(32, "0")
      const order = readRoomOrder({ token, room: "study-room" })
      expect(order?.invoice).toMatch(/^3\d{9}$/)
      expect(BigInt(order?.invoice ?? 0) % 97n).toBe(1n)
    }
  })

  it.each([
    {},
    { token: testToken },
    { room: "river-hall" },
    { token: testToken, room: "castle" },
    { token: testToken, room: "toString" },
    { token: testToken.toUpperCase(), room: "river-hall" },
    { token: `${testToken}0`, room: "river-hall" },
    { token: [testToken], room: "river-hall" },
  ])("is not made from %j", (form) => {
    expect(readRoomOrder(form)).toBeNull()
  })

  it("is known by its looks", () => {
    expect(looksLikeOrder(`${testToken}-study-room`)).toBe(true)
    for (const text of [
      "",
      testToken,
      `${testToken}-castle`,
      `${testToken}-toString`,
      `-${testToken}-study-room`,
    ]) {
      expect(looksLikeOrder(text)).toBe(false)
    }
  })
})
