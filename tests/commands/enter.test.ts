import { spawnSync } from "node:child_process"
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "./temporary-folder.ts"

const root = join(import.meta.dirname, "../..")

/** A checkout with the real entrance, a program that ends with code 7, and an npm that notes how it is called. */
function smallCheckout() {
  const folder = temporaryFolder()
  mkdirSync(join(folder, "commands"))
  for (const file of ["enter.mjs", "start.mjs"])
    cpSync(join(root, "commands", file), join(folder, "commands", file))
  writeFileSync(join(folder, "package.json"), `{"type":"module"}`)
  writeFileSync(join(folder, "package-lock.json"), "{}")
  writeFileSync(
    join(folder, "commands/start.ts"),
    `console.log("runs", process.argv.slice(2).join(" ")); process.exit(7)`,
  )
  writeFileSync(
    join(folder, "npm-cli.js"),
    `import { appendFileSync, existsSync, mkdirSync, symlinkSync } from "node:fs"
     appendFileSync("calls.txt", process.argv.slice(2).join(" ") + "\\n")
     if (existsSync("broken")) process.exit(1)
     mkdirSync("node_modules", { recursive: true })
     if (!existsSync("node_modules/tsx")) symlinkSync(${JSON.stringify(join(root, "node_modules/tsx"))}, "node_modules/tsx")`,
  )
  const calls = () =>
    existsSync(join(folder, "calls.txt"))
      ? readFileSync(join(folder, "calls.txt"), "utf8").trim().split("\n")
      : []
  return { folder, calls }
}

function start(folder: string, options: { nodeVersion?: string; args?: string[] } = {}) {
  const pretend = `Object.defineProperty(process, "version", { value: "${options.nodeVersion ?? process.version}" })`
  return spawnSync(
    process.execPath,
    [`--import=data:text/javascript,${pretend}`, "commands/start.mjs", ...(options.args ?? [])],
    {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: "/usr/bin:/bin", npm_execpath: join(folder, "npm-cli.js") },
    },
  )
}

describe("packages", () => {
  it("are installed once per lock file", () => {
    const { folder, calls } = smallCheckout()
    start(folder)
    start(folder)
    expect(calls()).toHaveLength(1)
    expect(calls()[0]).toMatch(/^ci --ignore-scripts --no-audit --no-fund/)
    writeFileSync(join(folder, "package-lock.json"), `{"changed":true}`)
    start(folder)
    expect(calls()).toHaveLength(2)
  })

  it("are installed again after their folder is gone", () => {
    const { folder, calls } = smallCheckout()
    start(folder)
    rmSync(join(folder, "node_modules"), { recursive: true })
    start(folder)
    expect(calls()).toHaveLength(2)
  })

  it("that fail to install stop the start", () => {
    const { folder, calls } = smallCheckout()
    writeFileSync(join(folder, "broken"), "")
    const failed = start(folder)
    expect(failed.status).toBe(1)
    expect(failed.stderr).toContain("could not be installed")
    expect(failed.stdout).not.toContain("runs")
    start(folder)
    expect(calls()).toHaveLength(2)
  })
})

describe("the program", () => {
  it("gets the arguments and gives the exit code", () => {
    const { folder } = smallCheckout()
    const ran = start(folder, { args: ["--only", "server"] })
    expect(ran.stdout).toContain("runs --only server")
    expect(ran.status).toBe(7)
  })

  it("is refused on a Node that is too old to install", () => {
    const { folder, calls } = smallCheckout()
    const refused = start(folder, { nodeVersion: "v18.20.0" })
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain("needs Node.js 24; this is v18.20.0")
    expect(calls()).toHaveLength(0)
  })

  it("names what to install where no packaged Node runs", () => {
    const { folder } = smallCheckout()
    const refused = start(folder, { nodeVersion: "v20.11.0" })
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain("Install Node.js 24 from https://nodejs.org")
  })

  it.skipIf(process.platform === "win32")("runs on the packaged Node under an older one", () => {
    const { folder } = smallCheckout()
    const packaged = join(folder, `node_modules/node-${process.platform}-${process.arch}/bin`)
    mkdirSync(packaged, { recursive: true })
    writeFileSync(
      join(packaged, "node"),
      `#!/bin/sh\necho used >> "${folder}/packaged.txt"\nexec "${process.execPath}" "$@"\n`,
    )
    chmodSync(join(packaged, "node"), 0o755)
    symlinkSync(join(root, "node_modules/tsx"), join(folder, "node_modules/tsx"))
    const ran = start(folder, { nodeVersion: "v20.11.0" })
    expect(ran.status).toBe(7)
    // Once to ask its version, once to run.
    expect(readFileSync(join(folder, "packaged.txt"), "utf8")).toBe("used\nused\n")
  })
})
