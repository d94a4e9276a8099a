import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { writePrivateFile } from "#commands/private-file.ts"
import { temporaryFolder } from "./temporary-folder.ts"

it("a private file is its owner's alone", async () => {
  const folder = temporaryFolder()
  await writePrivateFile(join(folder, "secrets.json"), "one")
  expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600)
})

it("a private file is replaced as a whole", async () => {
  const folder = temporaryFolder()
  const path = join(folder, "demo.json")
  writeFileSync(`${path}.partial`, "what a killed write left, and longer than the rest")
  await writePrivateFile(path, "old")
  await writePrivateFile(path, "new")
  expect(readFileSync(path, "utf8")).toBe("new")
  expect(readdirSync(folder)).toEqual(["demo.json"])
})
