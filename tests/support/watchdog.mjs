// Stops the run's PostgreSQL and removes its folder once the test run is gone, however it ended:
// the run holds the other end of standard input, which closes even on SIGKILL.
import { spawnSync } from "node:child_process"
import { rmSync } from "node:fs"

const { pgCtl, data, folder, account } = JSON.parse(process.argv[2] ?? "{}")

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {})
process.stdin.resume()
process.stdin.once("end", () => {
  const options = { ...account, cwd: "/", stdio: "ignore" }
  spawnSync(pgCtl, ["-D", data, "-m", "immediate", "-w", "-t", "20", "stop"], options)
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})
