import { once } from "node:events"
import type { TestRunnerPlugin } from "@web/test-runner"

/** The runner's server listens on every network of the machine, whatever host name it is given: not here. */
export function loopbackPlugin(): TestRunnerPlugin {
  return {
    name: "loopback",
    async serverStart({ server, config }) {
      if (!server) return
      server.close()
      await once(server, "close")
      server.listen(config.port, "127.0.0.1")
      await once(server, "listening")
    },
  }
}
