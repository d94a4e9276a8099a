import { describe, expect, it } from "vitest"
import { filesIn, sources, tests } from "./source-files.ts"

/** Names that say nothing. Each has a better one: its subject. */
const empty = /^(?:utils?|helpers?|commons?|misc|managers?|services?|data|infos?)$/

/** The subject of these folders is a public body's services: what a payee pays for. */
const subjects = [
  /^(?:checkout-server|tests)\/domain\/services\//,
  /\/(?:db|views|journeys)\/[^/]*services\.[a-z.]+$/,
  /^(?:db|tests\/db)\/(?:queries|records)\/services\./,
  /^demo-site\/pages\/words\/services\.ts$/,
  /^tests\/journeys\/services\.ts$/,
]

const all = [...sources, ...tests]
const lined = [
  ...all,
  ...["checkout-server", "widget", "demo-site"].flatMap((room) => filesIn(room, [".css", ".scss", ".js"])),
]

/** As the lint rule counts: what a reader can take in at once. */
const maxLines = 250

function namesIn(path: string): readonly string[] {
  return path.split("/").map((part) => part.replace(/(?:\.test|\.browser|\.config|\.d)?\.[a-z]+$/, ""))
}

describe("names", () => {
  it("say a subject", () => {
    const nameless = all.filter(
      ({ path }) => namesIn(path).some((name) => empty.test(name)) && !subjects.some((one) => one.test(path)),
    )
    expect(nameless.map(({ path }) => path)).toEqual([])
  })

  it("are in kebab-case", () => {
    const odd = all.filter(
      ({ path }) => !namesIn(path).every((name) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)),
    )
    expect(odd.map(({ path }) => path)).toEqual([])
  })
})

describe("files", () => {
  it(`have at most ${maxLines} lines`, () => {
    const long = lined.filter(({ text }) => text.trimEnd().split("\n").length > maxLines)
    expect(long.map(({ path, text }) => `${path}: ${text.trimEnd().split("\n").length}`)).toEqual([])
  })

  it("silence no checker", () => {
    const silenced = all.filter(
      ({ path, text }) =>
        /biome-ignore|@ts-(?:ignore|expect-error|nocheck)|eslint-disable/.test(text) &&
        path !== "tests/structure/names.test.ts",
    )
    expect(silenced.map(({ path }) => path)).toEqual([])
  })
})
