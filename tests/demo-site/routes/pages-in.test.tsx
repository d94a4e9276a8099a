import { describe, expect, it } from "vitest"
import { buildTestSite, nowhere } from "#tests/demo-site/site.ts"
import { standInIntegrity } from "#tests/demo-site/stand-in-civic-pay.ts"

const paths = ["/", "/council-tax", "/parking", "/garden-waste", "/invoice", "/test-cards", "/webhooks"]
const { app } = buildTestSite(nowhere)
const read = async (path: string, site = app) => (await site.request(path)).text()

describe("every page", () => {
  it.each(paths)("stands in both languages at %s", async (path) => {
    const english = await read(path)
    const welsh = await read(path === "/" ? "/cy" : `/cy${path}`)
    expect(english).toMatch(/^<!doctype html><html lang="en">/)
    expect(welsh).toMatch(/^<!doctype html><html lang="cy">/)
    expect(english).toContain(`hreflang="cy" href="/cy${path}"`)
    expect(welsh).toContain(`hreflang="en" href="${path}"`)
    for (const html of [english, welsh]) expect(html.match(/<h1/g)).toHaveLength(1)
  })

  it.each(paths)("has nothing inline at %s", async (path) => {
    const html = await read(path)
    expect(html).not.toMatch(/ style=| on[a-z]+=|<style|<script(?![^>]+src=)|javascript:/)
    expect(html).not.toContain("http-equiv")
  })

  it("answers the Welsh home page with a slash too", async () => {
    expect((await app.request("/cy/")).status).toBe(200)
  })

  it.each([
    ["/nowhere", "We cannot find that page"],
    ["/cy/dim", "Ni allwn ddod o hyd i&#39;r dudalen honno"],
  ])("missing at %s says so", async (path, words) => {
    const response = await app.request(path)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain(words)
  })
})

describe("pages that pay", () => {
  it("load the pinned script with its hash", async () => {
    const tag = `<script type="module" src="${nowhere}/w/1.0.0/civic-pay.js" integrity="${standInIntegrity}" crossorigin="anonymous">`
    for (const path of ["/council-tax", "/parking", "/garden-waste"]) expect(await read(path)).toContain(tag)
    expect(await read("/")).not.toContain("civic-pay.js")
  })

  it("lead to the payment page in their language", async () => {
    expect(await read("/council-tax")).toContain(`action="${nowhere}/p/arwel-vale/council-tax" method="get"`)
    expect(await read("/cy/council-tax")).toContain(
      `action="${nowhere}/cy/p/arwel-vale/council-tax" method="get"`,
    )
    expect(await read("/cy/parking")).toContain(`href="${nowhere}/cy/p/arwel-vale/parking-penalty"`)
  })

  it("leave the empty element to the script", async () => {
    const html = await read("/garden-waste")
    const href = `${nowhere}/p/arwel-vale/garden-waste`
    expect(html).toContain(`<civic-pay href="${href}" label="Order garden waste collections"></civic-pay>`)
    expect(html).toContain(`<noscript><a class="button" href="${href}">`)
  })

  it("write real links while the script is unknown", async () => {
    const without = buildTestSite(nowhere, { widget: () => null }).app
    const html = await read("/garden-waste", without)
    expect(html).toContain(`<civic-pay><a class="button" href="${nowhere}/p/arwel-vale/garden-waste">`)
    expect(html).not.toContain("<script")
  })
})

describe("newer webhooks", () => {
  it("come alone, and 204 when there are none", async () => {
    const { app: site, outside } = buildTestSite(nowhere)
    outside.webhooks.accept("evt_1", { type: "payment.started" })
    const known = outside.webhooks.revision()
    expect((await site.request(`/webhooks/newer?after=${known}`)).status).toBe(204)
    outside.webhooks.accept("evt_2", { type: "payment.captured" })
    const html = await read(`/cy/webhooks/newer?after=${known}`, site)
    expect(html).toContain("payment.captured")
    expect(html).not.toContain("payment.started")
    expect(html).toContain(`data-revision="${known + 1}"`)
  })

  it("come all when the revision is not a number", async () => {
    const { app: site, outside } = buildTestSite(nowhere)
    outside.webhooks.accept("evt_1", { type: "payment.started" })
    expect(await read("/webhooks/newer?after=x", site)).toContain("payment.started")
  })
})
