import { execFile } from "node:child_process"
import { readFile } from "node:fs/promises"

const kibibyte = 1_024

/** Bytes of a process that are in memory, shared pages of programs included. null: the system does not tell. */
export async function residentBytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "")
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? []
  return kibibytes === undefined ? await askPs(pid) : Number(kibibytes) * kibibyte
}

/** Where there is no /proc. */
function askPs(pid: number): Promise<number | null> {
  return new Promise((done) => {
    execFile("ps", ["-o", "rss=", "-p", String(pid)], (error, output) =>
      done(error === null && /^\s*\d+\s*$/.test(output) ? Number(output) * kibibyte : null),
    )
  })
}
