import { expect } from "@open-wc/testing"
import { WIDGET_VERSION } from "#widget/version.ts"

const CHECKOUT = await (await fetch("/council/checkout")).text()

describe("the built script on a council's page", () => {
  let frame: HTMLIFrameElement
  afterEach(() => frame.remove())

  it("runs under the strictest policy without a violation", async () => {
    frame = await visit("/council/strict")
    const { document } = inside(frame)
    for (const element of document.querySelectorAll("civic-pay")) {
      expect(element.matches(":defined"), element.id).to.equal(true)
      expect(getComputedStyle(element).display).to.equal("contents")
    }
    expect(await violations(frame)).to.deep.equal([])
  })

  it("writes the empty element's link in Welsh", async () => {
    frame = await visit("/council/strict")
    const link = inside(frame).document.querySelector<HTMLAnchorElement>("#empty a")
    expect(link?.textContent).to.equal("Parhau at daliad")
    expect(link?.href).to.equal(`${CHECKOUT}/p/arwel-vale/parking`)
  })

  it("follows the link to the checkout", async () => {
    frame = await visit("/council/strict")
    const reached = arrival()
    const opened = announced(frame)
    press(frame, "#link a")
    expect(await reached).to.equal(`${CHECKOUT}/p/arwel-vale/garden-waste`)
    expect(opened).to.deep.equal([{ mode: "redirect" }])
  })

  it("sends the form with the button that was pressed", async () => {
    frame = await visit("/council/strict")
    const field = inside(frame).document.querySelector<HTMLInputElement>("input")!
    field.value = "512345678"
    const reached = arrival()
    press(frame, "button[value=all]")
    expect(await reached).to.equal(`${CHECKOUT}/p/arwel-vale/council-tax?reference=512345678&part=all`)
  })

  it("stores and asks nothing before use", async () => {
    frame = await visit("/council/strict")
    const { document, localStorage, sessionStorage, performance } = inside(frame)
    expect(document.cookie).to.equal("")
    expect([localStorage.length, sessionStorage.length]).to.deep.equal([0, 0])
    const asked = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
    expect(asked).to.deep.equal([`/w/${WIDGET_VERSION}/civic-pay.js`])
  })

  it("leaves a working link where its hash is wrong", async () => {
    frame = await visit("/council/wrong-hash")
    expect(inside(frame).document.querySelector("#link")?.matches(":defined")).to.equal(false)
    const reached = arrival()
    press(frame, "#link a")
    expect(await reached).to.equal(`${CHECKOUT}/p/arwel-vale/garden-waste`)
  })
})

it("is silent as a second copy", async () => {
  const address = `${CHECKOUT}/w/${WIDGET_VERSION}/civic-pay.js`
  await import(address)
  const first = customElements.get("civic-pay")
  await import(`${address}?second-copy`)
  expect(first).to.include({ version: WIDGET_VERSION, origin: CHECKOUT })
  expect(customElements.get("civic-pay")).to.equal(first)
})

async function visit(path: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement("iframe")
  frame.src = path
  const loaded = new Promise((done) => {
    frame.onload = done
  })
  document.body.append(frame)
  await loaded
  return frame
}

function inside(frame: HTMLIFrameElement): Window & typeof globalThis {
  return frame.contentDocument!.defaultView!
}

function press(frame: HTMLIFrameElement, selector: string): void {
  inside(frame).document.querySelector<HTMLElement>(selector)!.click()
}

/** The address of the payment page that the frame reaches, as that page tells it. */
function arrival(): Promise<string> {
  return new Promise((done) => {
    window.addEventListener("message", (event) => done(event.data.reached), { once: true })
  })
}

function announced(frame: HTMLIFrameElement): unknown[] {
  const details: unknown[] = []
  inside(frame).document.addEventListener("civic-pay-open", (event) => {
    details.push(event instanceof inside(frame).CustomEvent && event.detail)
  })
  return details
}

/** What the page's policy refused since it began to load. */
function violations(frame: HTMLIFrameElement): Promise<string[]> {
  const { ReportingObserver } = inside(frame)
  return new Promise((done) => {
    const read = (reports: ReportList) =>
      done(
        reports.map(({ body }) =>
          body && "effectiveDirective" in body ? String(body.effectiveDirective) : "",
        ),
      )
    const observer = new ReportingObserver(read, { types: ["csp-violation"], buffered: true })
    observer.observe()
    setTimeout(() => read(observer.takeRecords()))
  })
}
