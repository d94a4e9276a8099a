import { expect, fixture, html } from "@open-wc/testing"
import "#widget/civic-pay/civic-pay-define.ts"
import { click, nextTask, watch } from "#tests/widget/press.ts"
import type { CivicPay } from "#widget/civic-pay/civic-pay.ts"

const ADDRESS = `${location.origin}/p/arwel-vale/council-tax`

describe("sending its form", () => {
  it("is announced, then left to the browser", async () => {
    const { element, button } = await formed()
    const { followed, opened } = watch(() => button.click())
    expect(followed).to.equal(true)
    expect(opened.map((event) => event.detail)).to.deep.equal([{ mode: "redirect" }])
    expect(element.state).to.equal("opening")
  })

  it("keeps the button that was pressed", async () => {
    const { form, button } = await formed()
    let submitter: HTMLElement | null = null
    form.addEventListener("submit", (event) => {
      submitter = event.submitter
    })
    watch(() => button.click())
    expect(submitter).to.equal(button)
  })

  it("goes nowhere a second time", async () => {
    const { button } = await formed()
    watch(() => button.click())
    expect({ ...watch(() => button.click()) }).to.deep.equal({ followed: false, opened: [], errors: [] })
  })

  it("waits for a valid answer", async () => {
    const { element, form, button } = await formed()
    form.querySelector("input")?.setAttribute("required", "")
    expect(watch(() => button.click()).opened).to.have.length(0)
    expect(element.state).to.equal("idle")
  })

  it("can be refused by the page's own validation", async () => {
    const { element, form, button } = await formed()
    form.addEventListener("submit", (event) => event.preventDefault())
    expect(watch(() => button.click()).opened).to.have.length(0)
    expect(element.state).to.equal("idle")
  })

  it("can be tried again after a later refusal", async () => {
    const { element, button } = await formed()
    watch(() => button.click())
    await nextTask()
    expect(element.state).to.equal("idle")
    expect(watch(() => button.click()).opened).to.have.length(1)
  })

  it("is unmoved by fields named as its settings", async () => {
    const { form, button } = await formed()
    for (const name of ["action", "target", "method"]) {
      const field = document.createElement("input")
      field.name = name
      form.append(field)
    }
    const { opened, errors } = watch(() => button.click())
    expect(opened).to.have.length(1)
    expect(errors).to.have.length(0)
  })

  it("may name the method in any case", async () => {
    const { form, button } = await formed()
    form.setAttribute("method", "GET")
    expect(watch(() => button.click()).opened).to.have.length(1)
  })

  it("may leave the method out", async () => {
    const { form, button } = await formed()
    form.removeAttribute("method")
    expect(watch(() => button.click()).opened).to.have.length(1)
  })
})

describe("a form that is not a way to pay", () => {
  for (const [name, value] of [
    ["action", "https://elsewhere.example/"],
    ["action", ""],
    ["method", "post"],
    ["method", "dialog"],
  ] as const) {
    it(`is reported and left alone: ${name} ${JSON.stringify(value)}`, async () => {
      const { element, form, button } = await formed()
      form.setAttribute(name, value)
      const { opened, errors } = watch(() => button.click())
      expect(opened).to.have.length(0)
      expect(errors.map((event) => event.detail.code)).to.deep.equal(["configuration"])
      expect(element.state).to.equal("idle")
    })
  }

  it("is reported where it has no address", async () => {
    const { form, button } = await formed()
    form.removeAttribute("action")
    expect(watch(() => button.click()).errors).to.have.length(1)
  })

  it("is untouched where it opens another tab", async () => {
    const { form, button } = await formed()
    form.target = "_blank"
    expect({ ...watch(() => button.click()) }).to.deep.equal({ followed: true, opened: [], errors: [] })
  })
})

describe("a button with settings of its own", () => {
  it("may open another tab", async () => {
    const { button } = await formed()
    button.formTarget = "_blank"
    expect({ ...watch(() => button.click()) }).to.deep.equal({ followed: true, opened: [], errors: [] })
  })

  it("may lead elsewhere", async () => {
    const { button } = await formed()
    button.formAction = "https://elsewhere.example/"
    const { followed, opened, errors } = watch(() => button.click())
    expect({ followed, opened }).to.deep.equal({ followed: true, opened: [] })
    expect(errors).to.have.length(1)
  })

  it("may lead to the checkout", async () => {
    const { form, button } = await formed()
    form.action = "https://elsewhere.example/"
    button.formAction = ADDRESS
    expect(watch(() => button.click()).opened).to.have.length(1)
  })
})

it("leaves other clicks in the form alone", async () => {
  const { element, form } = await formed()
  const input = form.querySelector("input")!
  expect(watch(() => click(input)).opened).to.have.length(0)
  expect(element.state).to.equal("idle")
})

async function formed(): Promise<{ element: CivicPay; form: HTMLFormElement; button: HTMLButtonElement }> {
  const element = await fixture<CivicPay>(html`
    <civic-pay>
      <form action=${ADDRESS} method="get">
        <label>Account number <input name="reference" /></label>
        <button name="part" value="instalment">Pay an instalment</button>
      </form>
    </civic-pay>
  `)
  return { element, form: element.querySelector("form")!, button: element.querySelector("button")! }
}
