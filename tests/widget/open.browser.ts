import { expect, fixture, html } from "@open-wc/testing"
import { type Outcome, watchUntil } from "#tests/widget/press.ts"
import "#widget/civic-pay/civic-pay-define.ts"
import type { CivicPay } from "#widget/civic-pay/civic-pay.ts"

const ADDRESS = `${location.origin}/p/arwel-vale/parking`

describe("open", () => {
  it("presses the link", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay><a href=${ADDRESS}>Pay</a></civic-pay>`)
    const { followed, opened } = await open(element)
    expect(followed).to.equal(true)
    expect(opened).to.have.length(1)
    expect(element.state).to.equal("opening")
  })

  it("validates and sends the form", async () => {
    const element = await fixture<CivicPay>(
      html`<civic-pay><form action=${ADDRESS}><input name="reference" required /></form></civic-pay>`,
    )
    expect((await open(element)).opened).to.have.length(0)
    element.querySelector("input")!.value = "512345678"
    expect((await open(element)).opened).to.have.length(1)
  })

  it("counts an address set just before", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay></civic-pay>`)
    element.href = ADDRESS
    expect((await open(element)).opened).to.have.length(1)
  })

  it("goes nowhere while busy", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay><a href=${ADDRESS}>Pay</a></civic-pay>`)
    const { opened } = await watchUntil(async () => {
      await Promise.all([element.open(), element.open()])
    })
    expect(opened).to.have.length(1)
  })

  it("reports that there is nothing to open", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay></civic-pay>`)
    const { followed, opened, errors } = await open(element)
    expect({ followed, opened }).to.deep.equal({ followed: false, opened: [] })
    expect(errors.map((event) => event.detail)).to.deep.equal([{ code: "configuration", recoverable: false }])
  })

  it("reports an address that is not the checkout's", async () => {
    const element = await fixture<CivicPay>(
      html`<civic-pay><a href="https://elsewhere.example/">Pay</a></civic-pay>`,
    )
    expect((await open(element)).errors).to.have.length(1)
  })

  it("has no result, and nothing to close", async () => {
    const element = await fixture<CivicPay>(html`<civic-pay></civic-pay>`)
    expect(element.result).to.equal(null)
    expect(element.close()).to.equal(true)
  })
})

function open(element: CivicPay): Promise<Outcome> {
  return watchUntil(() => element.open())
}
