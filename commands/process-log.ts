import { createWriteStream, type WriteStream } from "node:fs"
import { mkdir, rename, stat } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import * as v from "valibot"

/** A day's log of a busy demo; one earlier file is kept. */
const rotationBytes = 5_000_000
/** pino's number for `warn`. */
const warnLevel = 40

const LogLine = v.object({ level: v.number(), msg: v.optional(v.string(), "") })

/** Opens `{folder}/{name}.log` to append to, after moving one that grew too long aside. */
export async function openLog(folder: string, name: string): Promise<WriteStream> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${name}.log`)
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  if (size > rotationBytes) await rename(path, `${path}.1`)
  return createWriteStream(path, { flags: "a", mode: 0o600 })
}

/** Copies every line of `output` to `log`, and hands on what a person should see: warnings, errors, plain text. */
export function followOutput(output: Readable, log: WriteStream, show: (line: string) => void): void {
  createInterface({ input: output }).on("line", (line) => {
    log.write(`${line}\n`)
    const shown = shownLine(line)
    if (shown !== null) show(shown)
  })
}

/** Only the message of a JSON line: its other members are for programs. null: nothing to show. */
export function shownLine(line: string): string | null {
  if (!line.startsWith("{")) return line.trim() === "" ? null : line
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), LogLine), line)
  if (!parsed.success) return line
  return parsed.output.level >= warnLevel ? parsed.output.msg : null
}
