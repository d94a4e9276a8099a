import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, it } from "vitest"
import {
  buildWidget,
  checkReleased,
  checkSize,
  integrityOf,
  SCRIPT_LIMIT_BYTES,
  type WidgetVersions,
} from "#widget/build-widget.ts"
import released from "#widget/released.json" with { type: "json" }
import { WIDGET_VERSION } from "#widget/version.ts"

const folders: string[] = []
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
})

describe("building the widget", () => {
  it("gives the same bytes twice", async () => {
    const [first, second] = await Promise.all([built(), built()])
    expect(await readFile(join(first, WIDGET_VERSION, "civic-pay.js"))).toEqual(
      await readFile(join(second, WIDGET_VERSION, "civic-pay.js")),
    )
  })

  it("writes the pinned, the floating and the list", async () => {
    const folder = await built()
    const names = await readdir(folder, { recursive: true })
    const versions = [...new Set([...Object.keys(released), WIDGET_VERSION])]
    for (const version of versions) expect(names).toContain(join(version, "civic-pay.js"))
    expect(names).toContain("versions.json")
    const major = WIDGET_VERSION.split(".")[0] ?? ""
    expect(await readFile(join(folder, major, "civic-pay.js"))).toEqual(
      await readFile(join(folder, WIDGET_VERSION, "civic-pay.js")),
    )
  })

  it("lists hash and size of what it wrote", async () => {
    const folder = await built()
    const listing: WidgetVersions = JSON.parse(await readFile(join(folder, "versions.json"), "utf8"))
    const script = await readFile(join(folder, WIDGET_VERSION, "civic-pay.js"))
    expect(listing.latest).toBe(WIDGET_VERSION)
    expect(listing.versions[WIDGET_VERSION]).toMatchObject({
      file: `/w/${WIDGET_VERSION}/civic-pay.js`,
      integrity: integrityOf(script),
      bytes: script.length,
    })
    expect(listing.versions[WIDGET_VERSION]?.brotli).toBeLessThanOrEqual(SCRIPT_LIMIT_BYTES)
  })

  it("holds no loader, source map or development code", async () => {
    const script = await readFile(join(await built(), WIDGET_VERSION, "civic-pay.js"), "utf8")
    expect(script).not.toMatch(
      /sourceMappingURL|\bimport\s*\(|\bimport\b[^.]|innerHTML|dev-mode|\.cookie|localStorage|fetch\(/,
    )
    expect(script).toContain("BSD-3-Clause")
  })
})

describe("a released version", () => {
  const script = new TextEncoder().encode("released")

  it("may be built again with its bytes", () => {
    expect(() => checkReleased("1.0.0", script, { "1.0.0": integrityOf(script) })).not.toThrow()
  })

  it("refuses other bytes, naming the remedy", () => {
    expect(() => checkReleased("1.0.0", script, { "1.0.0": "sha384-other" })).toThrow(
      /Raise widget\/version\.ts/,
    )
  })

  it("leaves an unreleased version free", () => {
    expect(() => checkReleased("1.1.0", script, { "1.0.0": "sha384-other" })).not.toThrow()
  })
})

describe("the size budget", () => {
  it("refuses a script of too many bytes", () => {
    const noise = crypto.getRandomValues(new Uint8Array(SCRIPT_LIMIT_BYTES + 1))
    expect(() => checkSize(noise)).toThrow(/its budget is 3000/)
  })

  it("counts bytes after Brotli", () => {
    expect(() => checkSize(new Uint8Array(SCRIPT_LIMIT_BYTES * 10))).not.toThrow()
  })
})

it("hashes as the integrity attribute does", () => {
  // SHA-384 of "abc", FIPS 180-4.
  expect(integrityOf(new TextEncoder().encode("abc"))).toBe(
    "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn",
  )
})

async function built(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "widget-build-"))
  folders.push(folder)
  await buildWidget(folder)
  return folder
}
