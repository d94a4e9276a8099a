import { createServer } from "node:net"
import { setTimeout as pause } from "node:timers/promises"
import { type Ports, portSettings } from "./settings.ts"

/** Processes of a start that was killed give their ports back within a moment of noticing. */
const deadlineMs = 3_000
const pollMs = 200

/** One line for each port that something else holds, naming the setting that moves it. None: all are free. */
export async function portProblems(ports: Ports): Promise<readonly string[]> {
  const deadline = Date.now() + deadlineMs
  for (;;) {
    const problems = await takenPorts(ports)
    if (problems.length === 0 || Date.now() > deadline) return problems
    await pause(pollMs)
  }
}

async function takenPorts(ports: Ports): Promise<readonly string[]> {
  const problems: string[] = []
  for (const name of ["checkout", "demo", "sandboxAcquirer", "worker"] as const) {
    if (await isFree(ports[name])) continue
    const setting = portSettings[name]
    problems.push(
      `Port ${ports[name]} is in use. Stop what listens there, or choose another: ${setting}=<port> npm start`,
    )
  }
  return problems
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer()
    server.once("error", () => done(false))
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)))
  })
}
