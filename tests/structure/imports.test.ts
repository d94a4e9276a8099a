import { describe, expect, it } from "vitest"
import { filesIn, importsOf, sources, tests } from "./source-files.ts"

/** The only files that may know which adapters exist: they build the outside of a process. */
const composers = [
  /^checkout-server\/(?:server|worker|seed-demo)\.ts$/,
  /^checkout-server\/processes\//,
  /^checkout-server\/adapters\//,
]

const packageList = "../../package.json"

function pathsWhere(accept: (file: { path: string; text: string }) => boolean): readonly string[] {
  return sources.filter(accept).map(({ path }) => path)
}

describe("imports", () => {
  it("are found as they are written", () => {
    const text = [
      'import type { A } from "#a/a.ts"',
      'import {\n  b,\n  type C,\n} from "./b.ts"',
      'import "./follow.mjs"',
      'export { d } from "#d/d.ts"',
      'const e = await import("#e/e.ts")',
      'const f = "import nothing"',
    ].join("\n")
    expect(importsOf(text)).toEqual([
      { from: "#a/a.ts", isType: true },
      { from: "./b.ts", isType: false },
      { from: "#d/d.ts", isType: false },
      { from: "./follow.mjs", isType: false },
      { from: "#e/e.ts", isType: false },
    ])
  })

  it("name another folder by its room's alias", () => {
    // Only the project's own list of packages has no alias.
    const upward = [...sources, ...tests].filter(({ text }) =>
      importsOf(text).some(
        ({ from }) =>
          from.startsWith(".") && !/^\.(?:\/[\w-]+(?:\.[\w-]+)*)+$/.test(from) && from !== packageList,
      ),
    )
    expect(upward.map(({ path }) => path)).toEqual([])
  })

  it("carry the file's ending", () => {
    const bare = [...sources, ...tests].filter(({ text }) =>
      importsOf(text).some(({ from }) => /^(?:#|\.\/)/.test(from) && !/\.(?:tsx?|mjs|json)$/.test(from)),
    )
    expect(bare.map(({ path }) => path)).toEqual([])
  })

  it("reach adapters from the composing files alone", () => {
    const knowing = pathsWhere(({ text }) =>
      importsOf(text).some(({ from }) => from.startsWith("#adapters/")),
    )
    expect(knowing.filter((path) => !composers.some((one) => one.test(path)))).toEqual([])
    expect(knowing).toContain("checkout-server/processes/compose.ts")
  })

  it("reach tests from tests, and from the commands that run them, alone", () => {
    const reaching = pathsWhere(({ text }) =>
      importsOf(text).some(({ from }) => /(?:^#|\/)tests\//.test(from)),
    )
    expect(reaching).toEqual([
      "commands/bench.ts",
      "commands/chaos.ts",
      "commands/simulate.ts",
      "commands/test-steps.ts",
    ])
  })

  it("keep parties apart that speak over HTTP", () => {
    const parties = ["sandbox-acquirer", "demo-site", "widget"]
    for (const party of parties) {
      const folder = party === "sandbox-acquirer" ? `checkout-server/${party}/` : `${party}/`
      const strangers = sources
        .filter(({ path }) => !path.startsWith(folder) && !path.startsWith("commands/"))
        .filter(({ text }) => importsOf(text).some(({ from }) => from.startsWith(`#${party}/`)))
      expect(strangers.map(({ path }) => path)).toEqual([])
    }
  })
})

describe("chance and time", () => {
  it("come from outside: no Math.random anywhere", () => {
    expect(
      pathsWhere(({ path, text }) => !path.startsWith("commands/") && /Math\s*\.\s*random/.test(text)),
    ).toEqual([])
  })

  it("do not come from the database", () => {
    const sql = filesIn("db/migrations", [".sql"])
    expect(sql.length).toBeGreaterThan(2)
    const clocks =
      /\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random|gen_random_uuid|uuidv[47]|nextval)\s*\(|\bcurrent_(?:timestamp|date|time)\b|\blocaltimestamp\b|\bserial\b|GENERATED (?:ALWAYS|BY DEFAULT) AS IDENTITY/i
    expect(sql.filter(({ text }) => clocks.test(text)).map(({ path }) => path)).toEqual([])
    const tables = pathsWhere(
      ({ path, text }) =>
        path.startsWith("db/schema/") && /defaultNow|defaultRandom|\$default|serial\(/.test(text),
    )
    expect(tables).toEqual([])
  })
})

describe("the environment", () => {
  it("is read by processes and their settings alone", () => {
    const readers = pathsWhere(({ text }) => /\bprocess\.env\b/.test(text))
    const allowed =
      /^(?:commands\/|checkout-server\/(?:server|worker|settings)\.ts|checkout-server\/sandbox-acquirer\/server\.ts|demo-site\/server\.ts|widget\/build-widget\.ts)/
    expect(readers.filter((path) => !allowed.test(path))).toEqual([])
  })
})

describe("card data", () => {
  it("has no card number outside the sandbox and what shows test cards", () => {
    const numbers = /\b4[\d -]{14,22}\d\b/
    const allowed =
      /^(?:checkout-server\/sandbox-acquirer\/|demo-site\/pages\/words\/test-cards\.ts|commands\/start\.ts)/
    expect(pathsWhere(({ path, text }) => numbers.test(text) && !allowed.test(path))).toEqual([])
  })
})
