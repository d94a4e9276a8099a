import { elementUpdated, expect, fixture, html } from "@open-wc/testing"
import "#widget/civic-pay/civic-pay-define.ts"
import { nextTask, watch } from "#tests/widget/press.ts"
import { CivicPay } from "#widget/civic-pay/civic-pay.ts"

const ADDRESS = `${location.origin}/p/arwel-vale/parking`

describe("an empty element", () => {
  it("writes a link in English", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay href=${ADDRESS}></civic-pay>`)
    expect(element).lightDom.to.equal(`<a href="${ADDRESS}" lang="en">Continue to payment</a>`)
  })

  for (const lang of ["cy", "cy-GB", "CY"]) {
    it(`writes a link in Welsh under lang ${lang}`, async () => {
      const section = await fixture(
        html`<div lang=${lang}><p><civic-pay href=${ADDRESS}></civic-pay></p></div>`,
      )
      expect(section.querySelector("civic-pay")).lightDom.to.equal(
        `<a href="${ADDRESS}" lang="cy">Parhau at daliad</a>`,
      )
    })
  }

  it("speaks English where the nearest language says so", async () => {
    const section = await fixture(
      html`<div lang="cy"><civic-pay lang="en-GB" href=${ADDRESS}></civic-pay></div>`,
    )
    expect(section.querySelector("a")?.textContent).to.equal("Continue to payment")
  })

  it("finds the language outside a shadow root", async () => {
    const section = await fixture(html`<div lang="cy"><span></span></div>`)
    const element = document.createElement("civic-pay")
    element.href = ADDRESS
    section.querySelector("span")!.attachShadow({ mode: "open" }).append(element)
    await elementUpdated(element)
    expect(element.textContent).to.equal("Parhau at daliad")
  })

  it("speaks the language of the place it is moved to", async () => {
    const section = await fixture(html`<div><p lang="cy"></p><civic-pay href=${ADDRESS}></civic-pay></div>`)
    const element = section.querySelector("civic-pay")!
    section.querySelector("p")!.append(element)
    await elementUpdated(element)
    expect(element.textContent).to.equal("Parhau at daliad")
    expect(element.querySelectorAll("a")).to.have.length(1)
  })

  it("uses the page's own words", async () => {
    const element = await fixture<CivicPay>(
      html`<civic-pay href=${ADDRESS} label="Pay your fine"></civic-pay>`,
    )
    expect(element).lightDom.to.equal(`<a href="${ADDRESS}">Pay your fine</a>`)
  })

  it("follows changes in the link it wrote", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay href=${ADDRESS}></civic-pay>`)
    const link = element.querySelector("a")
    link?.focus()
    element.href = `${ADDRESS}?reference=1`
    element.label = "Pay"
    await elementUpdated(element)
    expect(element).lightDom.to.equal(`<a href="${ADDRESS}?reference=1">Pay</a>`)
    expect(element.querySelector("a")).to.equal(link)
    expect(document.activeElement).to.equal(link)
  })

  it("takes a press of the link it wrote", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay href=${ADDRESS}></civic-pay>`)
    const { followed, opened } = watch(() => element.querySelector("a")?.click())
    expect(followed).to.equal(true)
    expect(opened).to.have.length(1)
  })

  it("takes its link back when the page adds one", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay href=${ADDRESS}></civic-pay>`)
    const own = document.createElement("a")
    own.href = ADDRESS
    own.textContent = "Ours"
    element.append(own)
    await nextTask()
    expect(element).lightDom.to.equal(`<a href="${ADDRESS}">Ours</a>`)
  })

  it("takes its link back with the address", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay href=${ADDRESS}></civic-pay>`)
    element.removeAttribute("href")
    await elementUpdated(element)
    expect(element.children).to.have.length(0)
  })

  it("writes its link after words alone", async () => {
    const element = await fixture<CivicPay>(
      html`<civic-pay href=${ADDRESS} label="Pay"><p>Now</p></civic-pay>`,
    )
    expect(element).lightDom.to.equal(`<p>Now</p><a href="${ADDRESS}">Pay</a>`)
  })

  it("writes nothing without an address", async () => {
    const errors: Event[] = []
    const element = document.createElement("civic-pay")
    element.addEventListener("civic-pay-error", (event) => errors.push(event))
    document.body.append(element)
    await elementUpdated(element)
    expect(element.childNodes).to.have.length(0)
    expect(errors).to.have.length(0)
    element.remove()
  })

  for (const address of [
    "https://elsewhere.example/",
    "javascript:void 0",
    "data:text/html,x",
    "/\\elsewhere.example",
  ]) {
    it(`writes no link to ${address}, and says so`, async () => {
      const codes: string[] = []
      const element = document.createElement("civic-pay")
      element.addEventListener("civic-pay-error", (event) => codes.push(event.detail.code))
      element.href = address
      document.body.append(element)
      await elementUpdated(element)
      element.label = "Pay"
      await elementUpdated(element)
      expect(element.children).to.have.length(0)
      expect(codes).to.deep.equal(["configuration"])
      element.remove()
    })
  }
})

describe("an element with content", () => {
  it("ignores href and label", async () => {
    const element = await fixture<CivicPay>(
      html`<civic-pay href=${ADDRESS} label="No"><a href="/p/other">Yes</a></civic-pay>`,
    )
    expect(element).lightDom.to.equal(`<a href="/p/other">Yes</a>`)
  })

  it("needs no box of its own", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay><a href=${ADDRESS}>Pay</a></civic-pay>`)
    expect(getComputedStyle(element).display).to.equal("contents")
    expect(element.hasAttribute("style")).to.equal(false)
  })

  it("takes the page's own display", async () => {
    const style = document.createElement("style")
    style.textContent = "civic-pay { display: block }"
    document.head.append(style)
    const element = await fixture<CivicPay>(html`<civic-pay><a href=${ADDRESS}>Pay</a></civic-pay>`)
    expect(getComputedStyle(element).display).to.equal("block")
    style.remove()
  })
})

describe("mode", () => {
  it("is redirect, without an attribute", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay></civic-pay>`)
    expect(element.mode).to.equal("redirect")
    expect(element.hasAttribute("mode")).to.equal(false)
  })

  it("is reflected", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay></civic-pay>`)
    element.mode = "modal"
    await elementUpdated(element)
    expect(element.getAttribute("mode")).to.equal("modal")
    element.removeAttribute("mode")
    expect(element.mode).to.equal("redirect")
  })
})

describe("upgrading", () => {
  it("keeps properties that were set before", async () => {
    const element = document.createElement("late-civic-pay")
    Object.assign(element, { href: ADDRESS, label: "Pay late", mode: "modal" })
    document.body.append(element)
    class LateCivicPay extends CivicPay {}
    customElements.define("late-civic-pay", LateCivicPay)
    await elementUpdated(element)
    expect(element).lightDom.to.equal(`<a href="${ADDRESS}">Pay late</a>`)
    expect(element.getAttribute("mode")).to.equal("modal")
    element.remove()
  })

  it("happens once for two copies", async () => {
    const again = `${location.origin}/widget/civic-pay/civic-pay-define.ts?second-copy`
    await import(again)
    expect(customElements.get("civic-pay")).to.equal(CivicPay)
  })
})

describe("an origin set by an npm user", () => {
  it("replaces the script's own", async () => {
    expect(CivicPay.origin).to.equal(location.origin)
    const element = await fixture<CivicPay>(
      html`<civic-pay><a href="https://pay.example/p/">Pay</a></civic-pay>`,
    )
    CivicPay.origin = "https://pay.example"
    const { opened, errors } = watch(() => element.querySelector("a")?.click())
    CivicPay.origin = location.origin
    expect(opened).to.have.length(1)
    expect(errors).to.have.length(0)
  })
})
