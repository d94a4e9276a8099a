import * as v from "valibot"
import type { StaticFiles } from "#ports/static-files.ts"

const AssetList = v.object({ css: v.string(), js: v.string() })

/** The addresses of the pages' style sheet and script, from the build's `assets.json`; null where it is not built. */
export function readAssetList(files: StaticFiles): v.InferOutput<typeof AssetList> | null {
  const file = files.find("assets.json")
  if (!file) return null
  const parsed = v.safeParse(AssetList, JSON.parse(new TextDecoder().decode(file.plain.bytes)))
  return parsed.success ? parsed.output : null
}
