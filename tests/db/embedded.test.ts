import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import { describe, expect, it, onTestFinished } from "vitest"
import { type EmbeddedPostgres, type EmbeddedSettings, freePort, startEmbedded } from "#db/embedded.ts"

const password = "a-password_1"

/** A folder that the server's account can pass through. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "civic-pay-test-"))
  chmodSync(folder, 0o711)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return join(folder, "postgres")
}

async function started(folder: string, more: Partial<EmbeddedSettings> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ folder, password, port: null, durability: "throw_away", ...more })
  onTestFinished(() => server.stop("immediate"))
  return server
}

async function ask(server: EmbeddedPostgres, statement: string): Promise<unknown[]> {
  const sql = postgres(server.url("postgres"), { max: 1, onnotice: () => {} })
  try {
    return [...(await sql.unsafe(statement))]
  } finally {
    await sql.end()
  }
}

function lockFile(server: EmbeddedPostgres): string {
  return join(server.folder, "data/postmaster.pid")
}

function serverProcess(server: EmbeddedPostgres): number {
  return Number(readFileSync(lockFile(server), "utf8").split("\n")[0])
}

describe("the embedded PostgreSQL", { timeout: 60_000 }, () => {
  it("takes over the server of a killed process", async () => {
    const folder = newFolder()
    const first = await started(folder)
    const second = await started(folder)
    expect([first.attached, second.attached]).toEqual([false, true])
    expect(second.port).toBe(first.port)
    expect(await ask(second, "SELECT 1 AS one")).toEqual([{ one: 1 }])
  })

  it("comes back on its port with its rows after SIGKILL", async () => {
    const folder = newFolder()
    const first = await started(folder, { durability: "kept" })
    await ask(first, "CREATE TABLE kept AS SELECT 7 AS number")
    process.kill(serverProcess(first), "SIGKILL")
    const second = await started(folder, { durability: "kept" })
    expect(second.attached).toBe(false)
    expect(second.port).toBe(first.port)
    expect(await ask(second, "SELECT number FROM kept")).toEqual([{ number: 7 }])
  })

  it("is not fooled by a process number used again", async () => {
    const folder = newFolder()
    const first = await started(folder)
    const lock = readFileSync(lockFile(first), "utf8")
    await first.stop("fast")
    writeFileSync(lockFile(first), lock.replace(/^\d+/, String(process.pid)))
    expect((await started(folder)).attached).toBe(false)
  })

  it("clears away a first start that was interrupted", async () => {
    const folder = newFolder()
    mkdirSync(join(folder, "data.new-1"), { recursive: true })
    writeFileSync(join(folder, "password-1"), password)
    await started(folder)
    expect(readdirSync(folder).sort()).toEqual(["data", "port", "server.log"])
  })

  it("moves when something else has its port", async () => {
    const folder = newFolder()
    const first = await started(folder)
    await first.stop("fast")
    const other = createServer().listen(first.port, "127.0.0.1")
    onTestFinished(() => void other.close())
    expect((await started(folder)).port).not.toBe(first.port)
  })

  it("refuses a chosen port that is taken", async () => {
    const port = await freePort()
    const other = createServer().listen(port, "127.0.0.1")
    onTestFinished(() => void other.close())
    await expect(started(newFolder(), { port })).rejects.toThrow(`Port ${port} is in use. Set POSTGRES_PORT`)
  })

  it("asks for the password and listens to this machine only", async () => {
    const server = await started(newFolder())
    const wrong = server.url("postgres").replace(password, "wrong")
    const sql = postgres(wrong, { max: 1 })
    onTestFinished(() => sql.end())
    await expect(sql`SELECT 1`).rejects.toThrow("password authentication failed")
    expect(await ask(server, "SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }])
    expect(await ask(server, "SHOW unix_socket_directories")).toEqual([{ unix_socket_directories: "" }])
  })

  it("leaves no server behind when stopped", async () => {
    const server = await started(newFolder())
    await server.stop("fast")
    expect(existsSync(lockFile(server))).toBe(false)
    await expect(ask(server, "SELECT 1")).rejects.toThrow()
  })
})
