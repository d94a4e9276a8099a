import { posix } from "node:path"
import { describe, expect, it } from "vitest"
import packageFile from "../../package.json" with { type: "json" }
import type { SourceFile } from "./source-files.ts"
import { importsOf, sources, tests } from "./source-files.ts"

/** Files that run only as a process, in a browser, or as a part of every page or table: the test that opens their front door. */
const frontDoors: Readonly<Record<string, string>> = {
  "checkout-server/server.ts": "tests/journeys/journeys.test.ts",
  "checkout-server/worker.ts": "tests/journeys/journeys.test.ts",
  "checkout-server/processes/": "tests/journeys/journeys.test.ts",
  "checkout-server/browser/": "tests/browser/checkout.test.ts",
  "checkout-server/views/parts/": "tests/views/examples/examples.test.ts",
  "checkout-server/sandbox-acquirer/pages/": "tests/sandbox-acquirer/pages/challenge.test.ts",
  "checkout-server/sandbox-acquirer/payments/write.ts": "tests/sandbox-acquirer/app.test.ts",
  "demo-site/routes/answer.tsx": "tests/demo-site/routes/pages-in.test.tsx",
  "checkout-server/routes/buyer-api/answer-error.ts":
    "tests/routes/buyer-api/create-payment-refusals.test.ts",
  "db/schema/": "tests/db/schema/webhooks.test.ts",
  "commands/told-command.ts": "tests/commands/operator.test.ts",
  "demo-site/pages/": "tests/demo-site/routes/pages-in.test.tsx",
}

const aliases = Object.entries(packageFile.imports)
  .map(([alias, target]) => ({ alias: alias.slice(0, -1), folder: target.slice("./".length, -1) }))
  .toSorted((one, other) => other.folder.length - one.folder.length)

/** What an import of values leads to, as a path from the project's folder; null for packages. */
function pathOf(importer: SourceFile, specifier: string): string | null {
  if (specifier.startsWith("./")) return posix.join(posix.dirname(importer.path), specifier)
  const found = aliases.find(({ alias }) => specifier.startsWith(alias))
  return found ? found.folder + specifier.slice(found.alias.length) : null
}

function valuesImportedBy(file: SourceFile): readonly (string | null)[] {
  return importsOf(file.text)
    .filter(({ isType }) => !isType)
    .map(({ from }) => pathOf(file, from))
}

const importers = new Map<string, string[]>()
for (const file of sources) {
  for (const path of valuesImportedBy(file)) {
    if (path !== null) importers.set(path, [...(importers.get(path) ?? []), file.path])
  }
}

const testFiles = tests.filter(({ path }) => /\.(?:test|browser)\.tsx?$/.test(path))
const importedByTests = new Set(tests.flatMap(valuesImportedBy))

/** Where the test of a file stands: the same path in `tests`, which leaves out the room that holds most rooms. */
function mirrorOf(path: string): string {
  return `tests/${path.replace(/^checkout-server\//, "").replace(/\.(?:tsx?|mjs)$/, "")}`
}

/** Code that does something: more than types and constants. */
function hasBehaviour({ text }: SourceFile): boolean {
  return (
    /^export (?:async )?(?:function|class)\b/m.test(text) || /^export const \w+[^\n]*=[^\n]*=>/m.test(text)
  )
}

/** Has a test at its mirrored path, or a test that imports it, or a front door. */
function isTested(path: string): boolean {
  const mirror = mirrorOf(path)
  return (
    importedByTests.has(path) ||
    testFiles.some((test) => test.path.startsWith(`${mirror}.`)) ||
    Object.keys(frontDoors).some((door) => path.startsWith(door))
  )
}

/** Only one file, of the same folder, uses it: it is a part of that file, and tested as such. */
function isPartOfTested(path: string): boolean {
  const [only, ...others] = importers.get(path) ?? []
  if (only === undefined || others.length > 0 || posix.dirname(only) !== posix.dirname(path)) return false
  return isTested(only) || isPartOfTested(only)
}

describe("a file with behaviour", () => {
  it.each(sources.filter(hasBehaviour).map(({ path }) => path))("%s has its test", (path) => {
    expect(isTested(path) || isPartOfTested(path)).toBe(true)
  })

  it("is named as an exception only while it needs to be", () => {
    for (const [door, test] of Object.entries(frontDoors)) {
      expect(sources.some(({ path }) => path.startsWith(door))).toBe(true)
      expect(testFiles.map(({ path }) => path)).toContain(test)
    }
  })
})

describe("a test", () => {
  it("stands in a folder that mirrors a room", () => {
    const own = /^tests\/(?:conformance|journeys|structure|simulation|benchmarks|support|browser)\//
    const mirrored =
      /^tests\/(?:adapters|commands|contract|db|demo-council|demo-site|domain|jobs|operations|ports|processes|routes|sandbox-acquirer|views|widget)\//
    const strange = testFiles
      .map(({ path }) => path)
      .filter((path) => !own.test(path) && !mirrored.test(path))
    expect(strange).toEqual(strange.filter((path) => /^tests\/[a-z-]+\.test\.ts$/.test(path)))
  })

  it("is not skipped, focused or retried", () => {
    const marks = /\b(?:it|test|describe)\.(?:skip|only|todo|fails)\b|\bretry:/
    const own = "tests/structure/mirrored-tests.test.ts"
    expect(
      tests.filter(({ path, text }) => path !== own && marks.test(text)).map(({ path }) => path),
    ).toEqual([])
  })
})
