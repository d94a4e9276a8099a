import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { hourMilliseconds } from "#domain/instant.ts"
import { paymentStates } from "#domain/payments/state.ts"
import { councilTaxBasket } from "#tests/routes/payee/basket-steps.ts"
import type { Checkout } from "#tests/routes/payee/checkout.ts"
import { aCheckout } from "#tests/routes/payee/checkout.ts"
import { aPaymentIn, cardToken } from "#tests/routes/payee/payments-in-every-state.ts"

let checkout: Checkout
beforeAll(async () => {
  checkout = await aCheckout()
})
afterAll(() => checkout.end())

const reference = "501234567"

/** A sendable form of every address that takes one, by route. */
async function everyForm(): Promise<Readonly<Record<string, readonly [string, Record<string, string>]>>> {
  const { council, payPath, capability } = checkout
  const basket = await councilTaxBasket(checkout)
  const created = await aPaymentIn(council, "created")
  const started = await aPaymentIn(council, "started")
  const challenged = await aPaymentIn(council, "challenge_required")
  return {
    "/p/:buyer/:page": ["/p/arwel-vale/council-tax", { reference }],
    "/basket/:capability": [basket, { choice: "balance" }],
    "/pay": ["/pay", { chargeTokenId: capability("payment", created) }],
    "/pay/:capability/card": [payPath(created, "/card"), {}],
    "/pay/:capability/confirmation": [payPath(started, "/confirmation"), { token: cardToken }],
    "/pay/:capability/cancellation": [payPath(created, "/cancellation"), {}],
    "/pay/:capability/more-time": [payPath(created, "/more-time"), {}],
    "/pay/:capability/challenge": [payPath(challenged, "/challenge"), {}],
    "/pay/:capability/provider": [payPath(started, "/provider"), {}],
  }
}

/** Routes that other sites post to on purpose. */
const openToOthers = ["/pay", "/pay/:capability/challenge"]

function routesOf(method: string, prefix: "" | "/cy" = ""): readonly string[] {
  const paths = checkout.app.routes.routes.filter((route) => route.method === method).map(({ path }) => path)
  const payee = paths.filter((path) => /^(\/cy)?\/(p|pay|basket|receipt)(\/|$)/.test(path))
  return [...new Set(payee.filter((path) => path.startsWith("/cy/") === (prefix === "/cy")))].toSorted()
}

describe("a post that another site made", () => {
  it("is known for every route, in both languages", async () => {
    const known = Object.keys(await everyForm()).toSorted()
    expect(routesOf("POST")).toEqual(known)
    expect(routesOf("POST", "/cy")).toEqual(known.map((path) => `/cy${path}`).toSorted())
  })

  it("writes nothing, but where it is meant to come from there", async () => {
    for (const prefix of ["", "/cy"]) {
      for (const [route, [path, form]] of Object.entries(await everyForm())) {
        const before = await checkout.everyRow()
        const forged = await checkout.post(prefix + path, form, { "Sec-Fetch-Site": "cross-site" })
        if (openToOthers.includes(route)) {
          expect([route, forged.status]).toEqual([route, 303])
          continue
        }
        expect([route, forged.status]).toEqual([route, 403])
        expect(forged.title).toBe(prefix === "" ? "We stopped this request" : "Rydym wedi atal y cais hwn")
        expect(await checkout.everyRow()).toEqual(before)
      }
    }
  })

  it("is let through from our own pages and old browsers", async () => {
    const before = await checkout.everyRow()
    for (const site of ["same-origin", "same-site", "none", undefined]) {
      for (const [route, [path, form]] of Object.entries(await everyForm())) {
        const headers: Record<string, string> = site === undefined ? {} : { "Sec-Fetch-Site": site }
        expect([route, (await checkout.post(path, form, headers)).status]).toEqual([route, 303])
      }
    }
    expect(await checkout.everyRow()).not.toEqual(before)
  })

  it("needs the exact address of an open route", async () => {
    const id = await aPaymentIn(checkout.council, "created")
    const headers = { "Sec-Fetch-Site": "cross-site" }
    for (const path of [
      checkout.payPath(id, "/cancellation?x=/pay/0/challenge"),
      checkout.payPath(id, "/cancellation/challenge"),
      checkout.payPath(id, "/card#/challenge"),
    ]) {
      expect((await checkout.post(path, {}, headers)).status).toBe(403)
    }
  })
})

describe("every post", () => {
  it("answers a form with a redirect that keeps the language", async () => {
    const acquirerPages = /^https:\/\/acquirer\.example\//
    for (const [route, [path, form]] of Object.entries(await everyForm())) {
      const { status, location } = await checkout.post(`/cy${path}`, form)
      expect([route, status]).toEqual([route, 303])
      if (!acquirerPages.test(location)) expect(location).toMatch(/^\/cy\/(basket|pay)\/[0-9a-v]{52}$/)
    }
    for (const [route, [path, form]] of Object.entries(await everyForm())) {
      const { location } = await checkout.post(path, form)
      if (!acquirerPages.test(location))
        expect([route, location]).toEqual([route, expect.stringMatching(/^\/(basket|pay)\//)])
    }
  })

  it("opens nothing with a changed capability", async () => {
    for (const [route, [path, form]] of Object.entries(await everyForm())) {
      if (!route.includes(":capability")) continue
      const before = await checkout.everyRow()
      const [, start = "", capability = "", end = ""] = /^(.*?)([0-9a-v]{52})(.*)$/.exec(path) ?? []
      for (const index of [0, 25, 26, 51]) {
        const other = capability[index] === "0" ? "1" : "0"
        const wrong = capability.slice(0, index) + other + capability.slice(index + 1)
        const answer = await checkout.post(start + wrong + end, form)
        expect([route, answer.status]).toEqual([route, 404])
        expect(answer.title).toBe("This payment link is not valid")
      }
      expect(await checkout.everyRow()).toEqual(before)
    }
  })

  it("refuses more than 16 KiB", async () => {
    for (const [route, [path]] of Object.entries(await everyForm())) {
      const before = await checkout.everyRow()
      const answer = await checkout.post(path, { reference: "x".repeat(16 * 1024) })
      expect([route, answer.status]).toEqual([route, 413])
      expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff")
      expect(await checkout.everyRow()).toEqual(before)
    }
  })

  it("refuses an endless body without reading it all", async () => {
    const path = checkout.payPath(await aPaymentIn(checkout.council, "created"), "/card")
    let read = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        read += 1
        controller.enqueue(new Uint8Array(1024))
      },
    })
    const init = { method: "POST", body: endless, duplex: "half" } as RequestInit
    expect((await checkout.app.routes.request(path, init)).status).toBe(413)
    expect(read).toBeLessThan(40)
  })

  it.each([
    ["multipart/form-data; boundary=x", "no parts at all"],
    ["multipart/form-data", "no boundary"],
    ["application/json", '{"reference":"501234567"}'],
    ["application/x-www-form-urlencoded", "referenc%E0%A4%A=2"],
    ["text/plain", "reference=501234567"],
  ])("reads a strange body (%s) as an empty form", async (type, body) => {
    const path = "/p/arwel-vale/council-tax"
    const answer = await checkout.app.routes.request(path, {
      method: "POST",
      body,
      headers: { "Content-Type": type },
    })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain("Enter your account number")
  })
})

describe("every get", () => {
  it("writes nothing, whatever the state and the time", async () => {
    const { council, payPath, capability } = checkout
    const basket = await councilTaxBasket(checkout)
    const ids: string[] = []
    for (const state of paymentStates) ids.push(await aPaymentIn(council, state))
    const paths = [
      "/p/arwel-vale/council-tax?reference=501234567",
      "/p/arwel-vale/no-such-page",
      basket,
      "/basket/x",
      "/health/live",
      "/health/ready",
      ...ids.flatMap((id) => [
        payPath(id),
        payPath(id, "?entry=unavailable"),
        payPath(id, "/status"),
        payPath(id, `/card?result=complete&token=${cardToken}&last_four=4242`),
        payPath(id, "/card?result=invalid&errors=cvc.empty"),
        payPath(id, "/card?result=closed"),
        payPath(id, "/confirmation"),
        payPath(id, "/cancellation"),
        payPath(id, "/more-time"),
        payPath(id, "/challenge"),
        `/receipt/${capability("receipt", id)}`,
      ]),
    ]
    const asked = new Set(checkout.app.routes.routes.map(({ path }) => path))
    // The way back from an acquirer's own page asks the acquirer, and settles what it says.
    for (const route of routesOf("GET").filter((path) => path !== "/pay/:capability/return")) {
      const shape = new RegExp(`^${route.replace(/:\w+/g, "[^/?]+")}(\\?|$)`)
      expect(paths.some((path) => shape.test(path))).toBe(true)
      expect(asked).toContain(`/cy${route}`)
    }
    const before = await checkout.everyRow()
    const calls = council.outside.acquirer.calls.length
    for (const path of [...paths, ...paths.map((one) => `/cy${one}`)]) {
      expect((await checkout.get(path)).status).toBeLessThan(500)
    }
    council.outside.clock.advance(200 * hourMilliseconds)
    for (const path of paths) expect((await checkout.get(path)).status).toBeLessThan(500)
    council.outside.clock.advance(-200 * hourMilliseconds)
    expect(await checkout.everyRow()).toEqual(before)
    expect(council.outside.acquirer.calls).toHaveLength(calls)
  }, 60_000)

  it("has a HEAD with the same headers", async () => {
    const id = await aPaymentIn(checkout.council, "captured")
    for (const path of [
      "/p/arwel-vale/council-tax",
      checkout.payPath(id),
      checkout.payPath(id, "/status"),
      `/receipt/${checkout.capability("receipt", id)}`,
    ]) {
      const got = await checkout.get(path)
      const head = await checkout.app.routes.request(path, { method: "HEAD" })
      expect([head.status, await head.text()]).toEqual([got.status, ""])
      const names = (headers: Headers) => [...headers.keys()].toSorted()
      expect(names(head.headers)).toEqual(names(got.headers))
    }
  })

  it("opens nothing with another capability", async () => {
    const id = await aPaymentIn(checkout.council, "captured")
    const { capability } = checkout
    const wrong = [
      `/pay/${capability("receipt", id)}`,
      `/pay/${capability("basket", id)}`,
      `/pay/${capability("payment", "0".repeat(26))}`,
      `/pay/${id}`,
      `/pay/${capability("receipt", id)}/card?result=complete&token=${cardToken}`,
      `/receipt/${capability("payment", id)}`,
      `/receipt/${capability("basket", id)}`,
      `/receipt/${id}`,
    ]
    for (const path of wrong) {
      const answer = await checkout.get(path)
      expect([path, answer.status, answer.title]).toEqual([path, 404, "This payment link is not valid"])
      expect((await checkout.get(`/cy${path}`)).title).toBe("Nid yw'r ddolen dalu hon yn ddilys")
    }
    const status = await checkout.get(`/pay/${capability("receipt", id)}/status`)
    expect([status.status, status.html]).toEqual([404, '{"error":"not_found"}'])
  })
})
