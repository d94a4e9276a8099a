import { execFileSync } from "node:child_process"
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sql } from "drizzle-orm"
import postgres from "postgres"
import { describe, expect, it, onTestFinished } from "vitest"
import type { Database } from "#db/connect.ts"
import { inTransaction, openConnection } from "#db/connect.ts"
import type { EmbeddedPostgres } from "#db/embedded.ts"
import { freePort, startEmbedded } from "#db/embedded.ts"
import { ok } from "#domain/problem.ts"
import { startCuttingProxy } from "./cutting-proxy.ts"
import { aNotebook } from "./notebook.ts"

const password = "a-password_1"

/** A primary and its streaming standby, with a table. */
async function aPair(): Promise<{ readonly primary: EmbeddedPostgres; readonly standby: EmbeddedPostgres }> {
  const folder = mkdtempSync(join(tmpdir(), "civic-pay-test-"))
  chmodSync(folder, 0o711)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const settings = { password, port: null, durability: "throw_away" } as const
  const first = await startEmbedded({ ...settings, folder: join(folder, "primary") })
  await owner(first, "create role civic_pay_app nologin")
  await owner(first, "create table note (line text); grant select, insert on note to civic_pay_app")
  await first.stop("fast")
  // A clean stop leaves a folder that may simply be copied.
  execFileSync("cp", ["-a", first.folder, join(folder, "standby")])
  const copy = join(folder, "standby")
  const primary = await startEmbedded({ ...settings, folder: join(folder, "primary") })
  onTestFinished(() => primary.stop("immediate").catch(() => {}))
  writeFileSync(join(copy, "data/standby.signal"), "")
  const conninfo = `host=127.0.0.1 port=${primary.port} user=postgres password=${password}`
  writeFileSync(join(copy, "data/postgresql.auto.conf"), `primary_conninfo = '${conninfo}'\n`)
  const standby = await startEmbedded({ ...settings, folder: copy, port: await freePort() })
  onTestFinished(() => standby.stop("immediate"))
  return { primary, standby }
}

async function owner(server: EmbeddedPostgres, statement: string): Promise<readonly postgres.Row[]> {
  const client = postgres(server.url("postgres"), { max: 1, onnotice: () => {} })
  try {
    return await client.unsafe(statement)
  } finally {
    await client.end()
  }
}

function write(database: Database, line: string) {
  return inTransaction(database, async (transaction) => {
    await transaction.execute(sql`insert into note values (${line})`)
    return ok(null)
  })
}

describe("a pool with two servers in its URL", { timeout: 60_000 }, () => {
  it("uses the one that takes writes, and follows a promotion", async () => {
    const { primary, standby } = await aPair()
    const hosts = `127.0.0.1:${standby.port},127.0.0.1:${primary.port}`
    const url = `postgresql://postgres:${password}@${hosts}/postgres?target_session_attrs=read-write`
    const { database, close } = openConnection(url, "two-servers")
    onTestFinished(close)
    const reads = await Promise.all(
      Array.from({ length: 5 }, () =>
        database.execute(sql`select inet_server_port() as port, pg_sleep(0.05)`),
      ),
    )
    expect(reads.map(([row]) => row?.["port"])).toEqual(reads.map(() => primary.port))
    await write(database, "before")
    await expect.poll(() => owner(standby, "select line from note")).toEqual([{ line: "before" }])
    await Promise.all([primary.stop("immediate"), owner(standby, "select pg_promote()")])
    const written = await Promise.all([write(database, "meanwhile"), write(database, "meanwhile")])
    expect(written).toEqual([ok(null), ok(null)])
    await write(database, "after")
    const [row] = await database.execute(sql`select inet_server_port() as port`)
    expect(row).toEqual({ port: standby.port })
  })

  it("gives up within seconds where none takes writes", async () => {
    const { primary, standby } = await aPair()
    await primary.stop("immediate")
    const hosts = `127.0.0.1:${standby.port},127.0.0.1:${primary.port}`
    const { database, close } = openConnection(
      `postgresql://postgres:${password}@${hosts}/postgres`,
      "no-primary",
    )
    onTestFinished(close)
    const begun = performance.now()
    await expect(write(database, "nowhere")).rejects.toMatchObject({ code: "CONNECTION_DESTROYED" })
    expect(performance.now() - begun).toBeLessThan(15_000)
  })
})

describe("a pool whose connections are all lost at once", () => {
  it("fails what was under way, is whole again for what comes next, and closes soon", async () => {
    const notebook = await aNotebook()
    const proxy = await startCuttingProxy(notebook.url)
    const { database, close } = openConnection(proxy.url, "all-lost")
    try {
      const all = Array.from({ length: 10 }, (_, index) => index)
      const ask = async (index: number) =>
        (await database.execute(sql`select ${index}::int as got, pg_sleep(0.05)`))[0]?.["got"]
      await Promise.all(all.map(ask))
      const half = all.slice(0, 5).map(async () => {
        const lost = database.execute(sql`select pg_sleep(60)`)
        // Asked again in the very moment of the loss, of connections that are about to be closed as well.
        return await lost.catch(() => ask(1)).catch(() => "lost")
      })
      await expect.poll(async () => (await waiting(notebook.owner)).length).toBe(5)
      proxy.cutAll()
      expect((await Promise.all(half)).every((answer) => answer === 1 || answer === "lost")).toBe(true)
      // A connection that was asked just as it closed may fail once more before it works.
      const next = await Promise.all(all.map((index) => ask(index).catch(() => "lost")))
      expect(next.every((answer, index) => answer === index || answer === "lost")).toBe(true)
      expect(await Promise.all(all.map(ask))).toEqual(all)
      proxy.cutAll()
      const begun = performance.now()
      await close()
      expect(performance.now() - begun).toBeLessThan(4_000)
    } finally {
      await proxy.close()
      await notebook.end()
    }
  })
})

async function waiting(client: postgres.Sql): Promise<readonly postgres.Row[]> {
  return await client`select 1 from pg_stat_activity where application_name = 'all-lost' and wait_event = 'PgSleep'`
}
