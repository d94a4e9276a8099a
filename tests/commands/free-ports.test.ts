import { createServer } from "node:net"
import { expect, it, onTestFinished } from "vitest"
import { portProblems } from "#commands/free-ports.ts"
import { freePort } from "#db/embedded.ts"

async function freePorts() {
  return {
    checkout: await freePort(),
    demo: await freePort(),
    sandboxAcquirer: await freePort(),
    worker: await freePort(),
  }
}

it("free ports are no problem", async () => {
  expect(await portProblems(await freePorts())).toEqual([])
})

it("a port in use is named with its setting", async () => {
  const ports = await freePorts()
  const server = createServer().listen(ports.demo, "127.0.0.1")
  onTestFinished(() => void server.close())
  expect(await portProblems(ports)).toEqual([
    `Port ${ports.demo} is in use. Stop what listens there, or choose another: DEMO_PORT=<port> npm start`,
  ])
})

it("a port given back in time is free", async () => {
  const ports = await freePorts()
  const server = createServer().listen(ports.worker, "127.0.0.1")
  const problems = portProblems(ports)
  server.close()
  expect(await problems).toEqual([])
})
