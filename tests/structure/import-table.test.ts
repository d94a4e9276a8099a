import { execFile } from "node:child_process"
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Specifier } from "./import-table.ts"
import { specifiers, table } from "./import-table.ts"
import { readRoot, root } from "./source-files.ts"

/** What nobody may touch who gets time, ids, randomness and the network from outside. */
const impure = ["Date", "fetch", "process", "console", "setTimeout", "setInterval", "crypto", "performance"]
const pureRooms = ["domain", "contract", "ports", "views", "demo-council"].map(
  (room) => `checkout-server/${room}/`,
)
const guardedRooms = [
  ...pureRooms,
  "checkout-server/operations/",
  "checkout-server/jobs/",
  "db/records/",
  "db/queries/",
]

const run = promisify(execFile)
const biome = join(root, "node_modules/@biomejs/biome/bin/biome")
/** One run over a handful of files takes a second; a hanging one must end. */
const deadlineMilliseconds = 60_000

interface Report {
  readonly diagnostics: readonly {
    readonly category: string
    readonly location: { readonly path: string; readonly start: { readonly line: number } }
  }[]
}

/** Path of a file in the room: one import, or one global, on each line. */
const importProbe = (room: string) => (room.endsWith(".ts") ? room : `${room}probe.ts`)
const globalProbe = (room: string) => `${room}globals.ts`
const importLines = specifiers.map((specifier, index) => `import { probe${index} } from "${specifier}"`)
const globalLines = impure.map((name, index) => `export const probe${index} = ${name}`)

let folder: string
const refused = new Set<string>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "civic-pay-import-table-"))
  await copyFile(join(root, "biome.json"), join(folder, "biome.json"))
  const probes = [
    ...Object.keys(table).map((room) => ({ path: importProbe(room), lines: importLines })),
    ...guardedRooms.map((room) => ({ path: globalProbe(room), lines: globalLines })),
  ]
  for (const { path, lines } of probes) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), `${lines.join("\n")}\n`)
  }
  const rules = ["--only=style/noRestrictedImports", "--only=style/noRestrictedGlobals"]
  const options = ["--reporter=json", "--max-diagnostics=none", "--vcs-enabled=false", "--colors=off"]
  const answer = await run(process.execPath, [biome, "lint", ...rules, ...options, "."], {
    cwd: folder,
    timeout: deadlineMilliseconds,
    maxBuffer: 16 * 1024 * 1024,
  }).catch((error: { stdout: string }) => error)
  const report: Report = JSON.parse(answer.stdout)
  for (const { location } of report.diagnostics) refused.add(`${location.path}:${location.start.line}`)
}, deadlineMilliseconds)

afterAll(() => rm(folder, { recursive: true, force: true }))

/** What may be imported everywhere: a file beside the importing one. */
const everywhere: readonly Specifier[] = ["./neighbour.ts"]

describe.each(Object.entries(table))("%s", (room, allowed) => {
  it("may import its own list and nothing else", () => {
    const accepted = specifiers.filter((_, index) => !refused.has(`${importProbe(room)}:${index + 1}`))
    expect(accepted.toSorted()).toEqual([...allowed, ...everywhere].toSorted())
  })
})

describe("docs/house.md", () => {
  it("tells of every room", () => {
    const house = readRoot("docs/house.md")
    const known = Object.keys(table).filter((room) => room !== "checkout-server/new-room/")
    for (const room of known)
      expect(house).toContain(`\`${room.replace(/^checkout-server\/(?=.*\.ts$)/, "")}\``)
  })
})

describe.each(guardedRooms)("%s", (room) => {
  it("may not touch time, timers, network or randomness", () => {
    const accepted = impure.filter((_, index) => !refused.has(`${globalProbe(room)}:${index + 1}`))
    expect(accepted).toEqual([])
  })
})
