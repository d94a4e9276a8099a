import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { expect, it } from "vitest"

const root = join(import.meta.dirname, "../..")
const followParent = join(root, "commands/follow-parent.mjs")

/** What a child does that waits for ever for a thread of its own, as one does whose loader has died. */
const stuck = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"
/** What a child does that hears and takes its time. */
const listening = `process.once("SIGTERM", () => { console.log("stopping"); setTimeout(() => process.exit(0), 100) })
  setInterval(() => {}, 1_000)`

/** Starts a parent that starts a child with `program`. `gone` waits for the end of both: they hold the same output. */
async function family(program: string) {
  const childArguments = ["--import", followParent, "-e", `console.log(process.pid); ${program}`]
  const parentProgram = `require("node:child_process").spawn(process.execPath, ${JSON.stringify(childArguments)},
    { stdio: ["ignore", "inherit", "inherit", "ipc"] })`
  const parent = spawn(process.execPath, ["-e", parentProgram], { stdio: ["ignore", "pipe", "inherit"] })
  let output = ""
  parent.stdout.setEncoding("utf8").on("data", (piece: string) => (output += piece))
  while (!output.includes("\n")) await once(parent.stdout, "data")
  const pid = Number(output)
  return {
    parent,
    pid,
    gone: async () => {
      if (!parent.stdout.closed) await once(parent.stdout, "close")
      return output
    },
  }
}

it("a child that is stuck does not outlive the one that started it", { timeout: 30_000 }, async () => {
  const { parent, pid, gone } = await family(stuck)
  parent.kill("SIGKILL")
  expect(await gone()).toBe(`${pid}\n`)
})

it("a child that hears of it stops by itself", { timeout: 30_000 }, async () => {
  const { parent, pid, gone } = await family(listening)
  parent.kill("SIGKILL")
  expect(await gone()).toBe(`${pid}\nstopping\n`)
})
