import type { Browser, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { buildAssets } from "#tests/browser/built-assets.ts"
import type { PageServer } from "#tests/browser/page-server.ts"
import { servePages } from "#tests/browser/page-server.ts"
import { launchBrowser } from "#tests/support/browser.ts"
import { examples } from "#views/examples/examples.ts"

/** Where the sample payment posts and is asked about. */
const statusPath = "/pay/sample-capability/status"
const confirmationPath = "/pay/sample-capability/confirmation"

let server: PageServer
let browser: Browser
let page: Page
/** `GET /path`, in the order in which the server was asked. */
let requests: string[] = []
/** What the server says of the payment: the JSON of its status, and the example that its page shows. */
let status = ""
let paymentPage = "checking"
let complaints: string[] = []

beforeAll(async () => {
  server = await servePages(await buildAssets(), (path, request) => {
    requests.push(`${request.method} ${path}`)
    if (path === statusPath) return status === "" ? null : status
    if (path === confirmationPath) return example("approved")
    return example(path === "/payment" ? paymentPage : path.slice(1))
  })
  browser = await launchBrowser()
}, 120_000)

afterAll(async () => {
  await browser.close()
  await server.close()
})

beforeEach(async () => {
  requests = []
  complaints = []
  status = ""
  page = await browser.newPage()
  page.on("console", (message) => complaints.push(message.text()))
  page.on("pageerror", (error) => complaints.push(error.message))
})

afterEach(async () => {
  await page.close()
  expect(complaints.filter((text) => !/404|ERR_FAILED/.test(text))).toEqual([])
})

function example(name: string): string | null {
  return examples.find((one) => one.name === name)?.render("en") ?? null
}

function timesAsked(request: string): number {
  return requests.filter((one) => one === request).length
}

async function open(path: string): Promise<void> {
  await page.goto(`${server.origin}${path}`)
}

describe("the error summary", () => {
  it("has the focus when the page opens", async () => {
    await open("/start-error")
    expect(await page.locator(":focus").getAttribute("class")).toBe("govuk-error-summary")
  })

  it("leads to the input it speaks of", async () => {
    await open("/start-error")
    await page.locator(".govuk-error-summary a").click()
    expect(await page.locator(":focus").getAttribute("name")).toBe("reference")
  })
})

describe("the confirmed card", () => {
  it("is sent on at once, without a press", async () => {
    await open("/confirm")
    await page.waitForURL(`${server.origin}${confirmationPath}`)
    expect(timesAsked(`POST ${confirmationPath}`)).toBe(1)
  })

  it("leaves no page to send it again by Back", async () => {
    await open("/start")
    await open("/confirm")
    await page.waitForURL(`${server.origin}${confirmationPath}`)
    await page.goBack()
    expect(page.url()).toBe(`${server.origin}/start`)
    expect(timesAsked(`POST ${confirmationPath}`)).toBe(1)
  })

  it("waits for a press when the page is reloaded", async () => {
    // The script fails to load at first, so that there is a page left to reload.
    await page.route("**/*.js", (route) => route.abort(), { times: 1 })
    await open("/confirm")
    await page.reload()
    expect(timesAsked(`POST ${confirmationPath}`)).toBe(0)
    await page.getByRole("button", { name: "Pay £56.00" }).click()
    await page.waitForURL(`${server.origin}${confirmationPath}`)
    expect(timesAsked(`POST ${confirmationPath}`)).toBe(1)
  })

  it("waits for a press without script", async () => {
    const still = await browser.newPage({ javaScriptEnabled: false })
    await still.goto(`${server.origin}/confirm`)
    expect(timesAsked(`POST ${confirmationPath}`)).toBe(0)
    await still.getByRole("button", { name: "Pay £56.00" }).click()
    expect(timesAsked(`POST ${confirmationPath}`)).toBe(1)
    await still.close()
  })
})

describe("a form", () => {
  /** Whether the page's first form would be sent now. */
  const submits = () =>
    page.evaluate(() => {
      const event = new SubmitEvent("submit", { cancelable: true })
      return document.forms[0]?.dispatchEvent(event)
    })
  const button = () => page.locator("form button").first()

  it("is sent once, and its button says so", async () => {
    await open("/card")
    expect(await button().getAttribute("aria-disabled")).toBeNull()
    expect(await submits()).toBe(true)
    expect(await submits()).toBe(false)
    expect(await button().getAttribute("aria-disabled")).toBe("true")
  })

  it("can be sent again when the page comes back", async () => {
    await open("/card")
    await submits()
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })))
    expect(await button().getAttribute("aria-disabled")).toBeNull()
    expect(await submits()).toBe(true)
  })
})

describe("another amount", () => {
  it("is chosen by typing it", async () => {
    await open("/amount")
    expect(await page.getByLabel("Another amount").isChecked()).toBe(false)
    await page.getByLabel("Amount in pounds").fill("57.50")
    expect(await page.getByLabel("Another amount").isChecked()).toBe(true)
  })
})

describe("the print button", () => {
  it("appears with script only", async () => {
    await open("/receipt")
    expect(await page.getByRole("button", { name: "Print this receipt" }).isVisible()).toBe(true)
  })
})

describe("a payment that is being checked", () => {
  const watched = () => page.locator("[data-poll]")
  const looked = () => page.waitForResponse(`${server.origin}${statusPath}`)

  beforeEach(async () => {
    paymentPage = "checking"
    status = JSON.stringify({ state: "checking", finished: false, page: "checking" })
    await page.clock.install()
  })

  it("says that the page looks again", async () => {
    await open("/payment")
    await page.clock.runFor(1)
    expect(await watched().textContent()).toBe("We are checking. This page will change when we know more.")
  })

  it("shows the next page once there is one", async () => {
    await open("/payment")
    const first = looked()
    await page.clock.runFor(2000)
    await first
    expect(timesAsked("GET /payment")).toBe(1)
    status = JSON.stringify({ state: "captured", finished: true, page: "complete" })
    paymentPage = "complete"
    const loaded = page.waitForResponse(`${server.origin}/payment`)
    await page.clock.runFor(2000)
    await loaded
    await page.getByRole("heading", { name: "Payment complete" }).waitFor()
  })

  it.each([
    ["the server gives no answer", ""],
    ["the answer names no page", '{"state":"checking"}'],
  ])("looks again when %s", async (_name, answer) => {
    status = answer
    await open("/payment")
    for (let look = 0; look < 2; look++) {
      const answered = looked()
      await page.clock.runFor(2000)
      await answered
    }
    expect(timesAsked("GET /payment")).toBe(1)
  })

  it("stops looking after two minutes and says so", async () => {
    await open("/payment")
    for (let look = 0; look < 60; look++) {
      const answered = looked()
      await page.clock.runFor(2000)
      await answered
    }
    await page.getByText("We are still checking. Check again later.").waitFor()
    await page.clock.runFor(60_000)
    expect(timesAsked(`GET ${statusPath}`)).toBe(60)
  }, 60_000)
})

describe("the way back to the service", () => {
  const back = "https://arwel-vale.example/council-tax?payment=sample"

  beforeEach(async () => {
    await page.clock.install()
    await page.route("https://arwel-vale.example/**", (route) => route.fulfill({ body: "the service" }))
  })

  it("is taken at once for a paid server-created payment", async () => {
    await open("/start")
    await open("/complete-server-created")
    await page.waitForURL(back)
    await page.goBack()
    expect(page.url()).toBe(`${server.origin}/start`)
  })

  it("is taken after 30 seconds while money is on its way", async () => {
    await open("/approved-server-created")
    await page.clock.runFor(29_000)
    expect(page.url()).toBe(`${server.origin}/approved-server-created`)
    await page.clock.runFor(1000)
    await page.waitForURL(back)
  })

  it.each(["complete", "approved", "declined", "receipt"])("is left to the payee on %s", async (name) => {
    await open(`/${name}`)
    await page.clock.runFor(60_000)
    expect(page.url()).toBe(`${server.origin}/${name}`)
  })
})
