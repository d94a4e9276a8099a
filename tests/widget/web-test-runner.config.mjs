import { fileURLToPath } from "node:url"
import { esbuildPlugin } from "@web/dev-server-esbuild"
import { summaryReporter } from "@web/test-runner"
import { playwrightLauncher } from "@web/test-runner-playwright"
import { browserArgs, resolveBrowser } from "#tests/support/browser.ts"
import { councilPages, startCheckout } from "#tests/widget/host-pages.ts"
import { loopbackPlugin } from "#tests/widget/loopback-plugin.ts"
import { resultFileReporter } from "#tests/widget/result-file-reporter.ts"

const browser = await resolveBrowser()

export default {
  rootDir: fileURLToPath(new URL("../..", import.meta.url)),
  files: ["tests/widget/*.browser.ts"],
  nodeResolve: { exportConditions: ["production"] },
  // One page at a time: focus belongs to a single page.
  concurrency: 1,
  middleware: [councilPages(await startCheckout())],
  plugins: [loopbackPlugin(), esbuildPlugin({ ts: true, target: "es2022" })],
  browsers: [
    playwrightLauncher({
      launchOptions: { executablePath: browser.path, chromiumSandbox: browser.sandbox, args: browserArgs },
    }),
  ],
  reporters: [summaryReporter(), resultFileReporter()],
}
