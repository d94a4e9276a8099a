import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { buildTestSite, nowhere, testPaymentId, testToken } from "#tests/demo-site/site.ts"
import { type StandIn, startStandIn } from "#tests/demo-site/stand-in-civic-pay.ts"

let standIn: StandIn
beforeAll(async () => {
  standIn = await startStandIn()
})
beforeEach(() => {
  standIn.answerWith(null)
  standIn.setState({ status: "success", finished: true })
  standIn.requests.length = 0
})
afterAll(() => standIn.close())

type App = ReturnType<typeof buildTestSite>["app"]
const form = { token: testToken, room: "meeting-room" }
const press = (app: App, fields: Record<string, string> = form, path = "/invoice", headers = {}) =>
  app.request(path, { method: "POST", body: new URLSearchParams(fields), headers })
const read = async (app: App, path: string) => {
  const response = await app.request(path)
  return { status: response.status, text: await response.text() }
}

describe("a payment created by our server", () => {
  it("sends the browser to the checkout", async () => {
    const { app } = buildTestSite(standIn.url)
    const response = await press(app)
    expect(response.status).toBe(303)
    expect(response.headers.get("location")).toMatch(`${standIn.url}/pay/`)
    expect(standIn.requests[0]?.body).toMatchObject({
      amount: 2400,
      description: "Meeting room, half a day",
      language: "en",
      return_url: `http://localhost:3001/return?order=${testToken}-meeting-room`,
    })
  })

  it("speaks Welsh from the Welsh page", async () => {
    const { app } = buildTestSite(standIn.url)
    await press(app, form, "/cy/invoice")
    expect(standIn.requests[0]?.body).toMatchObject({
      description: "Ystafell gyfarfod, hanner diwrnod",
      language: "cy",
      return_url: `http://localhost:3001/cy/return?order=${testToken}-meeting-room`,
    })
  })

  it("is one payment when pressed twice", async () => {
    const { app } = buildTestSite(standIn.url)
    const [first, second] = [await press(app), await press(app)]
    expect(second.headers.get("location")).toBe(first.headers.get("location"))
  })

  it("is another payment for another room", async () => {
    const { app } = buildTestSite(standIn.url)
    const [first, second] = [await press(app), await press(app, { ...form, room: "river-hall" })]
    expect(second.headers.get("location")).not.toBe(first.headers.get("location"))
  })

  it("is found again by its order", async () => {
    const { app } = buildTestSite(standIn.url)
    await press(app)
    const page = await read(app, `/return?order=${testToken}-meeting-room`)
    expect(page.text).toContain("Thank you, your payment is complete")
  })

  it("goes to the return page once it is finished", async () => {
    const { app } = buildTestSite(standIn.url)
    const finished = { ...standIn.payment(testPaymentId), _links: {} }
    standIn.answerWith({ status: 200, body: JSON.stringify(finished) })
    const response = await press(app, form, "/cy/invoice")
    expect(response.headers.get("location")).toBe(`/cy/return?order=${testToken}-meeting-room`)
  })

  it("never leads to another site", async () => {
    const { app } = buildTestSite(standIn.url)
    const href = `${standIn.url}.evil.example/pay`
    const elsewhere = { ...standIn.payment(testPaymentId), _links: { next_url: { href } } }
    standIn.answerWith({ status: 201, body: JSON.stringify(elsewhere) })
    const response = await press(app)
    expect(response.status).toBe(502)
    expect(await response.text()).not.toContain("evil")
  })

  it.each([{}, { token: testToken }, { ...form, room: "castle" }, { ...form, token: "1" }])(
    "asks again for %j",
    async (fields) => {
      const { app } = buildTestSite(standIn.url)
      const response = await press(app, fields as Record<string, string>)
      expect(response.status).toBe(422)
      expect(await response.text()).toContain("Select which room you want to pay for")
      expect(standIn.requests).toEqual([])
    },
  )

  it("is not started from another site", async () => {
    const { app } = buildTestSite(standIn.url)
    const response = await press(app, form, "/invoice", { "sec-fetch-site": "cross-site" })
    expect(response.status).toBe(403)
    expect(standIn.requests).toEqual([])
  })

  it("says honestly that it was refused", async () => {
    const { app } = buildTestSite(standIn.url)
    standIn.answerWith({ status: 403, body: '{"code":"P0940"}' })
    const response = await press(app)
    expect(response.status).toBe(502)
    const text = await response.text()
    expect(text).toContain("Our payment service refused the request.")
    expect(text).toContain("P0940")
    expect(text).toContain("Pressing the button has not taken any money.")
  })

  it("says honestly that nobody answered", async () => {
    const response = await press(buildTestSite(nowhere).app, form, "/cy/invoice")
    expect(response.status).toBe(502)
    expect(await response.text()).toContain("Ni wnaeth ein gwasanaeth talu ateb.")
  })
})

describe("the return page", () => {
  it.each([
    [
      { status: "success", finished: true },
      "Thank you, your payment is complete",
      "Diolch, mae eich taliad wedi&#39;i gwblhau",
    ],
    [{ status: "created", finished: false }, "You have not paid yet", "Nid ydych wedi talu eto"],
    [{ status: "started", finished: false }, "Do not pay again yet.", "Peidiwch â thalu eto am y tro."],
    [{ status: "submitted", finished: false }, "Do not pay again yet.", "Peidiwch â thalu eto am y tro."],
    [
      { status: "capturable", finished: false },
      "We are checking your payment",
      "Rydym yn gwirio eich taliad",
    ],
    [{ status: "failed", finished: true, code: "P0010" }, "has been declined", "wedi cael ei wrthod"],
    [{ status: "failed", finished: true, code: "P0020" }, "has expired", "Daeth eich taliad i ben"],
    [{ status: "failed", finished: true, code: "P0030" }, "has been cancelled", "wedi cael ei ganslo"],
    [
      { status: "cancelled", finished: true, code: "P0040" },
      "We have cancelled this payment",
      "Rydym wedi canslo&#39;r taliad hwn",
    ],
    [
      { status: "error", finished: true, code: "P0050" },
      "There was a problem with your payment",
      "Roedd problem gyda&#39;ch taliad",
    ],
  ])("tells the state %j", async (state, english, welsh) => {
    const { app } = buildTestSite(standIn.url)
    standIn.setState(state)
    expect((await read(app, `/return?payment=${testPaymentId}`)).text).toContain(english)
    expect((await read(app, `/cy/return?payment=${testPaymentId}`)).text).toContain(welsh)
  })

  it("does not believe what the address claims", async () => {
    const { app } = buildTestSite(standIn.url)
    standIn.setState({ status: "failed", finished: true, code: "P0010" })
    const page = await read(app, `/return?payment=${testPaymentId}&status=success`)
    expect(page.text).toContain("Your payment has been declined")
  })

  it("says so when our key does not open it", async () => {
    const { app } = buildTestSite(standIn.url)
    standIn.answerWith({ status: 404, body: '{"code":"P0200"}' })
    const page = await read(app, `/return?payment=${testPaymentId}`)
    expect(page.text).toContain("We could not read this payment with our key")
    expect(page.text).not.toContain("No money has been taken")
  })

  it("never says failed when it cannot ask", async () => {
    const page = await read(buildTestSite(nowhere).app, `/return?payment=${testPaymentId}`)
    expect(page.text).toContain("We cannot check your payment just now")
    expect(page.text).toContain("Do not pay again yet.")
    expect(page.text).not.toContain("No money has been taken")
  })

  it.each([
    "",
    "?payment=",
    "?payment=UPPERCASE",
    "?payment=../../w",
    `?order=${testToken}-river-hall`,
    "?order=x",
  ])("does not know %j and asks nobody", async (query) => {
    const page = await read(buildTestSite(standIn.url).app, `/return${query}`)
    expect(page.status).toBe(404)
    expect(page.text).toContain("We do not know this payment")
    expect(standIn.requests).toEqual([])
  })

  it("keeps the payment when the language changes", async () => {
    const page = await read(buildTestSite(standIn.url).app, `/return?payment=${testPaymentId}`)
    expect(page.text).toContain(`href="/cy/return?payment=${testPaymentId}"`)
  })
})
