import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import postgres from "postgres"
import { expect, it, onTestFinished } from "vitest"
import { portProblems } from "#commands/free-ports.ts"
import { freePort } from "#db/embedded.ts"
import { temporaryFolder } from "./temporary-folder.ts"

const root = join(import.meta.dirname, "../..")
const guard = join(root, "tests/support/network-guard.ts")

async function freePorts() {
  return {
    checkout: await freePort(),
    demo: await freePort(),
    sandboxAcquirer: await freePort(),
    worker: await freePort(),
  }
}

function start(folder: string, ports: Awaited<ReturnType<typeof freePorts>>) {
  const child = spawn(process.execPath, ["--import", "tsx", "--import", guard, "commands/start.ts"], {
    cwd: root,
    env: {
      PATH: process.env["PATH"],
      DATA_FOLDER: folder,
      CHECKOUT_PORT: String(ports.checkout),
      DEMO_PORT: String(ports.demo),
      SANDBOX_ACQUIRER_PORT: String(ports.sandboxAcquirer),
      WORKER_PORT: String(ports.worker),
    },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk))
  return { child, output: () => output }
}

async function running(started: ReturnType<typeof start>): Promise<void> {
  const { child, output } = started
  while (!output().includes("Civic Pay is running")) {
    if (child.exitCode !== null) throw new Error(output())
    await Promise.race([once(child.stdout, "data"), once(child, "exit")])
  }
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit")
  return child.exitCode
}

function readJson(folder: string, file: string): Record<string, string> {
  return JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, string>
}

/** The owner's connection: the port is the fourth line of the server's own file. */
function connectAsOwner(folder: string, database: string) {
  const lines = readFileSync(join(folder, "postgres/data/postmaster.pid"), "utf8").split("\n")
  const { postgres_password } = readJson(folder, "secrets.json")
  const sql = postgres({
    host: "127.0.0.1",
    port: Number(lines[3]),
    user: "postgres",
    password: postgres_password ?? "",
    database,
  })
  onTestFinished(() => sql.end())
  return sql
}

it("a start that is killed loses nothing", { timeout: 180_000 }, async () => {
  const folder = temporaryFolder()
  const ports = await freePorts()
  const first = start(folder, ports)
  onTestFinished(() => void first.child.kill("SIGTERM"))
  await running(first)
  expect(first.output()).toContain("Cards are taken by     the sandbox acquirer: test cards only")
  expect(statSync(join(folder, "demo.json")).mode & 0o777).toBe(0o600)
  const [secrets, demo] = [readJson(folder, "secrets.json"), readJson(folder, "demo.json")]
  expect(demo).toMatchObject({
    checkout_url: `http://localhost:${ports.checkout}`,
    demo_url: `http://localhost:${ports.demo}`,
    acquirer_url: `http://localhost:${ports.sandboxAcquirer}`,
    api_key: secrets["demo_api_key"],
    webhook_secret: secrets["demo_webhook_secret"],
  })
  await connectAsOwner(folder, "civic_pay")`CREATE TABLE kept AS SELECT 7 AS number`

  const refused = start(folder, ports)
  expect(await ended(refused.child)).toBe(1)
  expect(refused.output()).toContain(`already running on ${folder} (process ${first.child.pid})`)

  first.child.kill("SIGKILL")
  await ended(first.child)
  const second = start(folder, ports)
  onTestFinished(() => void second.child.kill("SIGTERM"))
  await running(second)
  expect(readJson(folder, "secrets.json")).toEqual(secrets)
  expect(readJson(folder, "demo.json")).toEqual(demo)
  expect(await connectAsOwner(folder, "civic_pay")`SELECT number FROM kept`).toEqual([{ number: 7 }])

  second.child.kill("SIGTERM")
  expect(await ended(second.child)).toBe(0)
  expect(await portProblems(ports)).toEqual([])
  expect(() => statSync(join(folder, "postgres/data/postmaster.pid"))).toThrow()
})

it("a wrong setting ends a start at once", async () => {
  const { child, output } = start("", await freePorts())
  expect(await ended(child)).toBe(1)
  expect(output()).toBe("DATA_FOLDER must not be empty\n")
})
