import { Webhook } from "standardwebhooks"
import { expect, it } from "vitest"
import { signedHeaders } from "#sandbox-acquirer/notifications/signature.ts"

const secret = `whsec_${Buffer.alloc(32, 9).toString("base64")}`

it("the standard's own library accepts it", () => {
  const body = JSON.stringify({ id: "evt_1", reference: "treth-£" })
  const headers = signedHeaders({ id: "evt_1", body, sentAt: new Date() }, secret)
  expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body))
  expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow()
})
