import { open, rename } from "node:fs/promises"
import { dirname } from "node:path"

/**
 * Writes a file that only its owner can read, as a whole or not at all: a kill at any moment, or a power cut, leaves
 * the old content or the new.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`
  const file = await open(partial, "w", 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(partial, path)
  await syncFolder(dirname(path))
}

/** Windows cannot open a folder and does not need it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return
  const folder = await open(path, "r")
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
