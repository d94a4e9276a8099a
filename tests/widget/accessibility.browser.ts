import { expect, fixture, html } from "@open-wc/testing"
import { sendKeys } from "@web/test-runner-commands"
import "#widget/civic-pay/civic-pay-define.ts"
import { type Outcome, watch, watchUntil } from "#tests/widget/press.ts"
import type { CivicPay } from "#widget/civic-pay/civic-pay.ts"

const ADDRESS = `${location.origin}/p/arwel-vale/council-tax`

describe("axe finds no fault", () => {
  it("with a link", async () => {
    await expect(
      await fixture(html`<civic-pay><a href=${ADDRESS}>Pay your council tax</a></civic-pay>`),
    ).to.be.accessible()
  })

  it("with a form", async () => {
    await expect(await formed()).to.be.accessible()
  })

  it("with the link it writes, in Welsh", async () => {
    const section = await fixture(html`<div lang="cy"><civic-pay href=${ADDRESS}></civic-pay></div>`)
    await expect(section).to.be.accessible()
  })

  it("while busy", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay><a href=${ADDRESS}>Pay</a></civic-pay>`)
    watch(() => element.querySelector("a")?.click())
    expect(element.hasAttribute("busy")).to.equal(true)
    await expect(element).to.be.accessible()
  })
})

describe("by keyboard", () => {
  it("Enter follows the link", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay href=${ADDRESS}></civic-pay>`)
    const { followed, opened } = await pressEnter(element.querySelector("a"))
    expect(followed).to.equal(true)
    expect(opened).to.have.length(1)
  })

  it("Enter in a field sends the form", async () => {
    const element = await formed()
    const { followed, opened } = await pressEnter(element.querySelector("input"))
    expect(followed).to.equal(true)
    expect(opened).to.have.length(1)
  })

  it("the element itself takes no focus", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay><a href=${ADDRESS}>Pay</a></civic-pay>`)
    element.focus()
    expect(document.activeElement).not.to.equal(element)
  })
})

function formed(): Promise<CivicPay> {
  return fixture<CivicPay>(html`
    <civic-pay>
      <form action=${ADDRESS} method="get">
        <label>Account number <input name="reference" inputmode="numeric" /></label>
        <button>Continue</button>
      </form>
    </civic-pay>
  `)
}

function pressEnter(target: HTMLElement | null): Promise<Outcome> {
  return watchUntil(async () => {
    target?.focus()
    await sendKeys({ press: "Enter" })
  })
}
