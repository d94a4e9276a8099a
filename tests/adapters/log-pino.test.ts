import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { describe, expect, it, onTestFinished } from "vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** Runs `script` with a `log` in a process of its own and reads what it wrote on standard output. */
function logged(script: string, level = "info"): Record<string, unknown>[] {
  const program = `const { pinoLog } = await import("#adapters/log-pino.ts"); const log = pinoLog("a-name", "${level}"); ${script}`
  const output = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    cwd: root,
  })
  return output
    .toString()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe("a log line", () => {
  it("is JSON with time, level, name, fields and message", () => {
    const [line, ...others] = logged(
      `log.info({ route: "/pay/:capability", status: 200, other: undefined }, "request")`,
    )
    expect(others).toEqual([])
    expect(line).toEqual({
      level: 30,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      name: "a-name",
      route: "/pay/:capability",
      status: 200,
      msg: "request",
    })
  })

  it("is written from its level on", () => {
    const script = `log.info({}, "one"); log.warn({}, "two"); log.error({}, "three")`
    expect(logged(script, "warn").map((line) => line["msg"])).toEqual(["two", "three"])
  })

  it("masks a card number in any text field", () => {
    const [line] = logged(`log.warn({ note: "paid with 4242 4242 4242 4242", ok: "501234567" }, "m")`)
    expect(line).toMatchObject({ note: "paid with [card number]", ok: "501234567" })
  })

  it("keeps of an error its kind, code and place, never its words", () => {
    const [line] = logged(`
      const cause = Object.assign(new Error("Key (reference)=(SECRET-1)"), { code: "23505", constraint_name: "one_only" })
      const error = new Error("Failed query: insert\\nparams: SECRET-2", { cause })
      error.name = "DrizzleQueryError"
      log.error({ job: "sweep", error }, "job failed")`)
    expect(line).toMatchObject({
      job: "sweep",
      msg: "job failed",
      error: { type: "DrizzleQueryError", code: "23505", constraint: "one_only" },
    })
    expect(JSON.stringify(line)).not.toContain("SECRET")
    expect(JSON.stringify(line)).toContain("    at ")
  })
})

describe("a reader that is gone", () => {
  it.each(["info", "error"])("holds no process up that has %s to tell", async (level) => {
    const program = `const { pinoLog } = await import("#adapters/log-pino.ts")
      const log = pinoLog("a-name", "info")
      process.once("message", () => {
        for (let line = 0; line < 200; line += 1) log.${level}({ line }, "told to nobody")
        process.exit(7)
      })
      process.send("ready")`
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    })
    onTestFinished(() => void child.kill("SIGKILL"))
    const exit = once(child, "exit")
    await once(child, "message")
    child.stdout?.destroy()
    child.send("go")
    expect(await exit).toEqual([7, null])
  })
})
