import { expect, it } from "vitest"
import { claimFolder } from "#commands/only-one.ts"
import { temporaryFolder } from "./temporary-folder.ts"

async function claimed(folder: string) {
  const claim = await claimFolder(folder)
  if (!claim.ok) throw new Error(`held by ${claim.pid}`)
  return claim
}

it("a folder is claimed once, and the holder is named", async () => {
  const folder = temporaryFolder()
  const first = await claimed(folder)
  expect(await claimFolder(folder)).toEqual({ ok: false, pid: process.pid })
  first.release()
  ;(await claimed(folder)).release()
})

it("other folders are free", async () => {
  const claims = [await claimed(temporaryFolder()), await claimed(temporaryFolder())]
  for (const claim of claims) claim.release()
})

it("a start waits for one that is leaving", async () => {
  const folder = temporaryFolder()
  const first = await claimed(folder)
  first.leaving()
  const second = claimFolder(folder)
  first.release()
  const claim = await second
  expect(claim.ok).toBe(true)
  if (claim.ok) claim.release()
})
