import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { readWidgetScript, watchWidgetScript } from "#demo-site/backend/widget-script.ts"
import { nowhere } from "#tests/demo-site/site.ts"
import { type StandIn, standInIntegrity, startStandIn } from "#tests/demo-site/stand-in-civic-pay.ts"

let standIn: StandIn
beforeAll(async () => {
  standIn = await startStandIn()
})
afterAll(() => standIn.close())

describe("the widget's script", () => {
  it("is read with its integrity", async () => {
    expect(await readWidgetScript(standIn.url)).toEqual({
      src: `${standIn.url}/w/1.0.0/civic-pay.js`,
      integrity: standInIntegrity,
    })
  })

  it("is unknown while Civic Pay is away", async () => {
    expect(await readWidgetScript(nowhere)).toBeNull()
  })

  it.each([
    ["another folder", "/elsewhere/civic-pay.js", standInIntegrity],
    ["another site", "//evil.example/w/1.0.0/civic-pay.js", standInIntegrity],
    ["a weak hash", "/w/1.0.0/civic-pay.js", "sha1-AAAA"],
  ])("is not taken from %s", async (_, file, integrity) => {
    const body = JSON.stringify({ latest: "1.0.0", versions: { "1.0.0": { file, integrity } } })
    const server = createServer((_request, response) => response.end(body))
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
    const { port } = server.address() as AddressInfo
    expect(await readWidgetScript(`http://127.0.0.1:${port}`)).toBeNull()
    server.close()
  })

  it("is found in the background", async () => {
    const watch = watchWidgetScript(standIn.url)
    await vi.waitFor(() => expect(watch.current()).not.toBeNull())
    watch.stop()
  })
})
