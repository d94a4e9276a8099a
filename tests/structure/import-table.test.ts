import { execFile } from "node:child_process"
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { root } from "./source-files.ts"

/** One import of each kind that a file may try. */
const specifiers = [
  "#domain/money.ts",
  "#contract/payment.ts",
  "#ports/acquirer.ts",
  "#ports/static-files.ts",
  "#adapters/clock-system.ts",
  "#operations/payments/stamp.ts",
  "#routes/health.ts",
  "#views/layout.tsx",
  "#jobs/job.ts",
  "#checkout-server/outside.ts",
  "#checkout-server/app.ts",
  "#checkout-server/settings.ts",
  "#checkout-server/demo-council/arwel-vale.ts",
  "#sandbox-acquirer/app.ts",
  "#db/connect.ts",
  "#db/scope.ts",
  "#db/schema/payments.ts",
  "#db/queries/payments.ts",
  "#db/records/payments.ts",
  "#widget/version.ts",
  "#demo-site/app.tsx",
  "#commands/start.ts",
  "#tests/support/council.ts",
  "hono",
  "hono/jsx",
  "hono/body-limit",
  "@hono/node-server",
  "valibot",
  "@valibot/to-json-schema",
  "drizzle-orm",
  "drizzle-orm/pg-core",
  "postgres",
  "pino",
  "lit",
  "@lit/reactive-element",
  "govuk-frontend",
  "node:fs",
  "node:fs/promises",
  "left-pad",
  "./neighbour.ts",
  "../neighbour.ts",
  "../../neighbour.ts",
] as const
type Specifier = (typeof specifiers)[number]

/** The import table of docs/house.md: whom each room may import. Nothing else. */
const table: Readonly<Record<string, readonly Specifier[]>> = {
  "checkout-server/domain/": ["#domain/money.ts"],
  "checkout-server/contract/": [
    "valibot",
    "@valibot/to-json-schema",
    "#domain/money.ts",
    "#contract/payment.ts",
  ],
  "checkout-server/ports/": ["#domain/money.ts", "#ports/acquirer.ts", "#ports/static-files.ts"],
  "checkout-server/adapters/": [
    "#ports/acquirer.ts",
    "#ports/static-files.ts",
    "#domain/money.ts",
    "#contract/payment.ts",
    "#adapters/clock-system.ts",
    "valibot",
    "pino",
    "postgres",
    "node:fs",
    "node:fs/promises",
  ],
  "checkout-server/operations/": [
    "#domain/money.ts",
    "#contract/payment.ts",
    "#ports/acquirer.ts",
    "#ports/static-files.ts",
    "#db/records/payments.ts",
    "#db/queries/payments.ts",
    "#db/connect.ts",
    "#db/scope.ts",
    "#operations/payments/stamp.ts",
    "#checkout-server/outside.ts",
  ],
  "checkout-server/routes/": [
    "hono",
    "hono/jsx",
    "hono/body-limit",
    "valibot",
    "#contract/payment.ts",
    "#operations/payments/stamp.ts",
    "#routes/health.ts",
    "#views/layout.tsx",
    "#db/queries/payments.ts",
    "#db/scope.ts",
    "#domain/money.ts",
    "#ports/static-files.ts",
    "#checkout-server/outside.ts",
  ],
  "checkout-server/views/": ["hono/jsx", "#domain/money.ts", "#contract/payment.ts", "#views/layout.tsx"],
  "checkout-server/jobs/": ["#operations/payments/stamp.ts", "#jobs/job.ts", "#checkout-server/outside.ts"],
  "checkout-server/sandbox-acquirer/": [
    "hono",
    "hono/jsx",
    "hono/body-limit",
    "@hono/node-server",
    "valibot",
    "drizzle-orm",
    "drizzle-orm/pg-core",
    "postgres",
    "pino",
    "node:fs",
    "node:fs/promises",
    "#sandbox-acquirer/app.ts",
  ],
  "checkout-server/demo-council/": ["#domain/money.ts"],
  "checkout-server/browser/": ["govuk-frontend"],
  "checkout-server/outside.ts": [
    "#ports/acquirer.ts",
    "#ports/static-files.ts",
    "#domain/money.ts",
    "#db/connect.ts",
  ],
  "checkout-server/app.ts": [
    "hono",
    "#routes/health.ts",
    "#ports/static-files.ts",
    "#checkout-server/outside.ts",
  ],
  "checkout-server/new-room/": [],
  "db/schema/": ["drizzle-orm", "drizzle-orm/pg-core", "#domain/money.ts", "#db/schema/payments.ts"],
  "db/records/": [
    "drizzle-orm",
    "drizzle-orm/pg-core",
    "#domain/money.ts",
    "#db/connect.ts",
    "#db/scope.ts",
    "#db/schema/payments.ts",
    "#db/queries/payments.ts",
    "#db/records/payments.ts",
  ],
  "db/queries/": [
    "drizzle-orm",
    "drizzle-orm/pg-core",
    "#domain/money.ts",
    "#db/connect.ts",
    "#db/scope.ts",
    "#db/schema/payments.ts",
    "#db/queries/payments.ts",
    "#db/records/payments.ts",
  ],
  "widget/": ["lit", "@lit/reactive-element", "#contract/payment.ts", "#widget/version.ts"],
  "demo-site/": [
    "hono",
    "hono/jsx",
    "hono/body-limit",
    "@hono/node-server",
    "valibot",
    "pino",
    "govuk-frontend",
    "node:fs",
    "node:fs/promises",
    "#contract/payment.ts",
    "#demo-site/app.tsx",
  ],
}

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

describe.each(guardedRooms)("%s", (room) => {
  it("may not touch time, timers, network or randomness", () => {
    const accepted = impure.filter((_, index) => !refused.has(`${globalProbe(room)}:${index + 1}`))
    expect(accepted).toEqual([])
  })
})
