import { chmod, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** What must be undone, in the order in which it was done. */
export class Endings {
  readonly #endings: (() => unknown)[] = []

  add(ending: () => unknown): void {
    this.#endings.push(ending)
  }

  /** Undoes everything, the newest first, whatever fails on the way. */
  async run(): Promise<void> {
    for (const ending of this.#endings.splice(0).toReversed()) {
      try {
        await ending()
      } catch {
        // The others are still to be ended.
      }
    }
  }
}

/** A folder for one run. */
export interface RunFolder {
  readonly path: string
  /** Leaves it there for people to look at. */
  keep(): void
}

/** An empty folder that the database's account may pass through; gone at the end unless it is kept. */
export async function makeFolder(endings: Endings): Promise<RunFolder> {
  const path = await mkdtemp(join(tmpdir(), "civic-pay-chaos-"))
  await chmod(path, 0o711)
  let kept = false
  endings.add(async () => {
    if (!kept) await rm(path, { recursive: true, force: true, maxRetries: 5 })
  })
  return {
    path,
    keep: () => {
      kept = true
    },
  }
}
