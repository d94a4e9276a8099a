import { expect, fixture, html } from "@open-wc/testing"
import "#widget/civic-pay/civic-pay-define.ts"
import { click, nextTask, watch } from "#tests/widget/press.ts"
import type { CivicPay } from "#widget/civic-pay/civic-pay.ts"

const ADDRESS = `${location.origin}/p/arwel-vale/garden-waste`

describe("a plain press of its link", () => {
  it("is announced, then left to the browser", async () => {
    const { element, link } = await linked()
    const { followed, opened, errors } = watch(() => click(link))
    expect(followed).to.equal(true)
    expect(opened.map((event) => event.detail)).to.deep.equal([{ mode: "redirect" }])
    expect(opened[0]).to.include({ bubbles: true, composed: true, cancelable: true, target: element })
    expect(errors).to.have.length(0)
  })

  it("makes the element busy", async () => {
    const { element, link } = await linked()
    expect(element.state).to.equal("idle")
    watch(() => click(link))
    expect(element.state).to.equal("opening")
    expect(element.hasAttribute("busy")).to.equal(true)
    expect(element.close()).to.equal(false)
  })

  it("counts on a part of the link", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay><a href=${ADDRESS}><b>Pay</b></a></civic-pay>`)
    expect(watch(() => click(query(element, "b"))).opened).to.have.length(1)
  })

  it("counts inside another element's shadow", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay><span></span></civic-pay>`)
    const root = query(element, "span").attachShadow({ mode: "open" })
    const link = document.createElement("a")
    link.href = ADDRESS
    root.append(link)
    expect(watch(() => click(link)).opened).to.have.length(1)
  })

  it("is a redirect in modal mode too", async () => {
    const { element, link } = await linked()
    element.mode = "modal"
    const { followed, opened } = watch(() => click(link))
    expect(followed).to.equal(true)
    expect(opened[0]?.detail).to.deep.equal({ mode: "redirect" })
  })

  it("leaves the link's own markup alone", async () => {
    const { element, link } = await linked()
    const before = element.innerHTML
    watch(() => click(link))
    expect(element.innerHTML).to.equal(before)
    expect(link.isConnected).to.equal(true)
  })
})

describe("a press that is the browser's alone", () => {
  const modified: [string, MouseEventInit][] = [
    ["Control", { ctrlKey: true }],
    ["Command", { metaKey: true }],
    ["Shift", { shiftKey: true }],
    ["Alt", { altKey: true }],
    ["the middle button", { button: 1 }],
  ]
  for (const [name, settings] of modified) {
    it(`with ${name} is untouched`, async () => {
      const { element, link } = await linked()
      const { followed, opened, errors } = watch(() => click(link, settings))
      expect({ followed, opened, errors }).to.deep.equal({ followed: true, opened: [], errors: [] })
      expect(element.state).to.equal("idle")
    })

    it(`with ${name} is untouched while busy`, async () => {
      const { link } = await linked()
      watch(() => click(link))
      expect(watch(() => click(link, settings)).followed).to.equal(true)
    })
  }

  it("to another tab is untouched", async () => {
    const { element, link } = await linked()
    link.target = "_blank"
    const { followed, opened } = watch(() => click(link))
    expect({ followed, opened }).to.deep.equal({ followed: true, opened: [] })
    expect(element.hasAttribute("busy")).to.equal(false)
  })

  it("to this tab by name is taken", async () => {
    const { link } = await linked()
    link.target = "_self"
    expect(watch(() => click(link)).opened).to.have.length(1)
  })

  it("that the page refused is untouched", async () => {
    const { element, link } = await linked()
    link.addEventListener("click", (event) => event.preventDefault())
    expect(watch(() => click(link)).opened).to.have.length(0)
    expect(element.state).to.equal("idle")
  })

  it("beside the link is untouched", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay><p>Now</p><a href=${ADDRESS}>Pay</a></civic-pay>`)
    expect(watch(() => click(query(element, "p"))).opened).to.have.length(0)
  })
})

describe("an address that is not the checkout's", () => {
  const { protocol, hostname, port } = location
  for (const address of [
    "https://elsewhere.example/p/arwel-vale",
    `${location.origin}.elsewhere.example/p/`,
    `${protocol}//payee@${hostname}:${port}/p/`,
    `${protocol}//${hostname}:1/p/`,
    `${location.origin}@elsewhere.example/p/`,
    "javascript:void 0",
    "data:text/html,hello",
    "https://[",
  ]) {
    it(`is reported and left alone: ${address}`, async () => {
      const { element, link } = await linked()
      link.setAttribute("href", address)
      const { followed, opened, errors } = watch(() => click(link))
      expect({ followed, opened }).to.deep.equal({ followed: true, opened: [] })
      expect(errors.map((event) => event.detail)).to.deep.equal([
        { code: "configuration", recoverable: false },
      ])
      expect(errors[0]).to.include({ bubbles: true, composed: true, target: element })
      expect(element.state).to.equal("idle")
    })
  }

  it("is no error on a link beside the control", async () => {
    const element = await fixture<CivicPay>(
      html`<civic-pay><a href=${ADDRESS}>Pay</a> <a id="help" href="https://elsewhere.example/help">Help</a></civic-pay>`,
    )
    const { followed, opened, errors } = watch(() => click(query(element, "#help")))
    expect({ followed, opened, errors }).to.deep.equal({ followed: true, opened: [], errors: [] })
  })
})

describe("while busy", () => {
  it("a second press goes nowhere", async () => {
    const { link } = await linked()
    watch(() => click(link))
    const second = watch(() => click(link))
    expect({ ...second }).to.deep.equal({ followed: false, opened: [], errors: [] })
  })

  it("the page's return makes it idle", async () => {
    const { element, link } = await linked()
    watch(() => click(link))
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))
    expect(element.state).to.equal("idle")
    expect(element.hasAttribute("busy")).to.equal(false)
    expect(watch(() => click(link)).opened).to.have.length(1)
  })

  it("a later refusal by the page makes it idle", async () => {
    const { element, link } = await linked()
    watch(() => click(link))
    await nextTask()
    expect(element.state).to.equal("idle")
  })

  it("a stopped navigation frees it after ten seconds", async () => {
    const { element, link } = await linked()
    const timers = holdTimers()
    watch(() => click(link))
    timers.release()
    const limit = timers.held.find(({ milliseconds }) => milliseconds === 10_000)
    expect(element.state).to.equal("opening")
    limit?.run()
    expect(element.state).to.equal("idle")
  })

  it("a copy of it is not busy", async () => {
    const { element, link } = await linked()
    watch(() => click(link))
    const copy = element.cloneNode(true)
    element.replaceWith(copy)
    expect(copy instanceof Element && copy.hasAttribute("busy")).to.equal(false)
  })

  it("being moved makes it idle", async () => {
    const { element, link } = await linked()
    watch(() => click(link))
    document.body.append(element)
    expect(element.state).to.equal("idle")
    element.remove()
  })
})

describe("an opening that the page cancels", () => {
  it("goes nowhere and stays idle", async () => {
    const { element, link } = await linked()
    element.addEventListener("civic-pay-open", (event) => event.preventDefault())
    const { followed, opened } = watch(() => click(link))
    expect(followed).to.equal(false)
    expect(opened).to.have.length(1)
    expect(element.state).to.equal("idle")
    expect(element.hasAttribute("busy")).to.equal(false)
  })
})

async function linked(): Promise<{ element: CivicPay; link: HTMLAnchorElement }> {
  const element = await fixture<CivicPay>(
    html`<civic-pay><a href=${ADDRESS}>Pay for garden waste</a></civic-pay>`,
  )
  return { element, link: query<HTMLAnchorElement>(element, "a") }
}

function query<T extends Element = Element>(element: Element, selector: string): T {
  return element.querySelector<T>(selector)!
}

interface HeldTimer {
  readonly milliseconds: number | undefined
  run(): void
}

/** Keeps timers instead of starting them: time is moved by hand. */
function holdTimers(): { readonly held: HeldTimer[]; release(): void } {
  const held: HeldTimer[] = []
  const real = window.setTimeout
  const hold = (run: () => void, milliseconds?: number) => held.push({ run, milliseconds })
  Object.assign(window, { setTimeout: hold })
  return { held, release: () => Object.assign(window, { setTimeout: real }) }
}
