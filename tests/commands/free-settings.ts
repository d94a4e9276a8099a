import { readSettings, type Settings } from "#commands/settings.ts"
import { freePort } from "#db/embedded.ts"

/** Settings of a start that disturbs no other: free ports, and a folder of its own. */
export async function freeSettings(dataFolder: string, more: Record<string, string> = {}): Promise<Settings> {
  const read = readSettings({
    DATA_FOLDER: dataFolder,
    CHECKOUT_PORT: String(await freePort()),
    DEMO_PORT: String(await freePort()),
    SANDBOX_ACQUIRER_PORT: String(await freePort()),
    WORKER_PORT: String(await freePort()),
    ...more,
  })
  if (!read.ok) throw new Error(read.problem)
  return read.settings
}
