import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** A bounded list of short texts that outlives the process: the newest last. */
export interface LinesFile {
  /** What an earlier process left, at most `keep` lines. */
  readonly earlier: readonly string[]
  /** On disk when it returns; throws when the disk refuses, so that the caller does not answer "done". */
  readonly append: (line: string) => void
}

/** The file may grow to this many times `keep` before old lines are dropped, so that most writes are appends. */
const growth = 5

/** Opens or creates `{folder}/{name}`, readable by its owner only. */
export function openLinesFile(place: {
  readonly folder: string
  readonly name: string
  readonly keep: number
}): LinesFile {
  mkdirSync(place.folder, { recursive: true, mode: 0o700 })
  const path = join(place.folder, place.name)
  const earlier = existsSync(path)
    ? newest(readFileSync(path, "utf8").split("\n").filter(Boolean), place.keep)
    : []
  const lines = [...earlier]
  replace(path, lines)
  let written = lines.length
  return {
    earlier,
    append(line) {
      lines.push(line)
      lines.splice(0, lines.length - place.keep)
      if (written < place.keep * growth) {
        appendFileSync(path, `${line}\n`)
        written += 1
      } else {
        replace(path, lines)
        written = lines.length
      }
    },
  }
}

/** Written beside and renamed: a process killed half-way leaves the old file whole. */
function replace(path: string, lines: readonly string[]): void {
  writeFileSync(`${path}.new`, lines.map((line) => `${line}\n`).join(""), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

function newest(lines: readonly string[], keep: number): readonly string[] {
  return lines.slice(-keep)
}
