import { fileURLToPath } from "node:url"
import type { Plugin } from "vite"
import { defineConfig } from "vite"

const room = fileURLToPath(new URL(".", import.meta.url))
const root = fileURLToPath(new URL("../..", import.meta.url))

/** Where the built files are served. */
const base = "/assets/"

/** Writes `assets.json`: `{"css": "/assets/checkout-….css", "js": "/assets/checkout-….js"}`. */
function assetList(): Plugin {
  return {
    name: "asset-list",
    generateBundle(_options, bundle) {
      const names = Object.keys(bundle)
      const hrefOf = (ending: string) => `${base}${names.find((name) => name.endsWith(ending)) ?? ""}`
      const source = JSON.stringify({ css: hrefOf(".css"), js: hrefOf(".js") })
      this.emitFile({ type: "asset", fileName: "assets.json", source })
    },
  }
}

/** The hosted checkout's style sheet and page script, named by their content, in `dist/assets/`. */
export default defineConfig({
  root: room,
  base,
  publicDir: false,
  logLevel: "warn",
  css: { preprocessorOptions: { scss: { loadPaths: [`${root}node_modules`], quietDeps: true } } },
  build: {
    outDir: `${root}dist/assets`,
    emptyOutDir: true,
    assetsDir: "",
    target: "es2022",
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { checkout: `${room}checkout.ts`, "checkout-style": `${room}checkout.scss` } },
  },
  plugins: [assetList()],
})
