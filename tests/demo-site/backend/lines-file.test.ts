import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { openLinesFile } from "#demo-site/backend/lines-file.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "demo-site-"))
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (keep = 3) => openLinesFile({ folder: join(folder, "new"), name: "lines.jsonl", keep })
const content = () =>
  readFileSync(join(folder, "new", "lines.jsonl"), "utf8")
    .trim()
    .split("\n")

describe("a file of lines", () => {
  it("gives back what was appended", () => {
    const file = open()
    expect(file.earlier).toEqual([])
    file.append("a")
    file.append("b")
    expect(open().earlier).toEqual(["a", "b"])
  })

  it("keeps only the newest", () => {
    const file = open()
    for (const line of "abcde") file.append(line)
    expect(open().earlier).toEqual(["c", "d", "e"])
  })

  it("never grows past its bound", () => {
    const file = open()
    for (let count = 0; count < 100; count++) {
      file.append(String(count))
      expect(content().length).toBeLessThanOrEqual(15)
    }
    expect(open().earlier).toEqual(["97", "98", "99"])
  })

  it("goes on after a line cut off by a crash", () => {
    open().append("a")
    appendFileSync(join(folder, "new", "lines.jsonl"), "cut")
    open().append("b")
    expect(content()).toEqual(["a", "cut", "b"])
  })

  it("is readable by its owner only", () => {
    open().append("a")
    expect(statSync(join(folder, "new", "lines.jsonl")).mode & 0o777).toBe(0o600)
  })
})
