import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { brotliDecompressSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { loadStaticFiles } from "#adapters/static-files.ts"
import type { StaticFile, StaticFiles } from "#ports/static-files.ts"

const SCRIPT = "export const words = 'council tax'\n".repeat(40)

describe("static files", () => {
  let parent: string
  let files: StaticFiles

  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), "static-files-"))
    const folder = join(parent, "site")
    await mkdir(join(folder, "1.0.0"), { recursive: true })
    await mkdir(join(folder, ".vite"))
    await writeFile(join(parent, "secret.txt"), "outside")
    await writeFile(join(folder, "1.0.0", "civic-pay.js"), SCRIPT)
    await writeFile(join(folder, "tiny.css"), "a{}")
    await writeFile(join(folder, "unknown.bin"), "??")
    await writeFile(join(folder, ".vite", "manifest.json"), "{}")
    await writeFile(join(folder, ".hidden"), "x")
    files = await loadStaticFiles(folder)
  })
  afterAll(() => rm(parent, { recursive: true }))

  it("finds a nested file by its path", () => {
    const file = found(files, "1.0.0/civic-pay.js")
    expect(file.contentType).toBe("text/javascript; charset=utf-8")
    expect(new TextDecoder().decode(file.plain.bytes)).toBe(SCRIPT)
  })

  it("compresses to the same content", () => {
    const brotli = found(files, "1.0.0/civic-pay.js").brotli
    expect(brotli?.bytes.length).toBeLessThan(SCRIPT.length)
    expect(brotliDecompressSync(brotli?.bytes ?? "").toString()).toBe(SCRIPT)
  })

  it("keeps no encoding that saves nothing", () => {
    expect(found(files, "tiny.css").brotli).toBeNull()
  })

  it("tags each encoding by its own bytes", () => {
    const { plain, brotli } = found(files, "1.0.0/civic-pay.js")
    expect(plain.etag).toMatch(/^"[\w-]{43}"$/)
    expect(brotli?.etag).toMatch(/^"[\w-]{43}"$/)
    expect(brotli?.etag).not.toBe(plain.etag)
  })

  it("serves an unknown kind as bytes", () => {
    expect(found(files, "unknown.bin").contentType).toBe("application/octet-stream")
  })

  it("leaves names with a dot out", () => {
    expect(files.find(".hidden")).toBeNull()
    expect(files.find(".vite/manifest.json")).toBeNull()
  })

  it.each([
    "../secret.txt",
    "1.0.0/../tiny.css",
    "/tiny.css",
    "./tiny.css",
    "1.0.0",
    "TINY.CSS",
    "",
    "constructor",
  ])("does not find %j", (path) => {
    expect(files.find(path)).toBeNull()
  })

  it("rejects a folder that is not there", async () => {
    await expect(loadStaticFiles(join(parent, "absent"))).rejects.toThrow("ENOENT")
  })
})

function found(files: StaticFiles, path: string): StaticFile {
  const file = files.find(path)
  if (!file) throw new Error(`${path} was not loaded`)
  return file
}
