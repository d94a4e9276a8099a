import process from "node:process"
import { readAssetList } from "#adapters/asset-list.ts"
import { loadStaticFiles } from "#adapters/static-files.ts"
import { buildApp } from "#checkout-server/app.ts"
import { compose } from "#checkout-server/processes/compose.ts"
import { listen, refuseToStart, stopOnSignal } from "#checkout-server/processes/run-process.ts"
import { readSettings } from "#checkout-server/settings.ts"

const name = "checkout-server"
const read = readSettings(process.env)
const settings = read.ok ? read.settings : refuseToStart(name, read.faults)

const { outside, close } = compose(settings, name)
const [widget, page] = await Promise.all([loadStaticFiles("dist/widget"), loadStaticFiles("dist/assets")])
const assets =
  readAssetList(page) ?? refuseToStart(name, ["the page assets are not built: run npm run build"])
const app = buildApp(outside, { widget, page, assets })
const server = await listen(app.routes, {
  name,
  host: settings.CHECKOUT_HOST,
  port: settings.CHECKOUT_PORT,
  setting: "CHECKOUT_PORT",
})
outside.log.info({ port: settings.CHECKOUT_PORT }, "listening")
stopOnSignal(outside.log, server, {
  rest: async () => {},
  finish: async () => {
    await app.underWay.finished()
    await close()
  },
})
