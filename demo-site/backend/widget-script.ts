import * as v from "valibot"

/** The script tag's two values: an absolute address and its Subresource Integrity hash. */
export interface WidgetScript {
  readonly src: string
  readonly integrity: string
}

/** Looks for the widget's newest version until stopped; `current` is null until it is known. */
export interface WidgetWatch {
  readonly current: () => WidgetScript | null
  readonly stop: () => void
}

const Versions = v.object({
  latest: v.string(),
  versions: v.record(
    v.string(),
    v.object({
      file: v.pipe(v.string(), v.regex(/^\/w\/[\w.-]+\/[\w.-]+\.js$/)),
      integrity: v.pipe(v.string(), v.regex(/^sha384-[A-Za-z0-9+/]{64}$/)),
    }),
  ),
})

/** Civic Pay usually starts beside this site: ask soon again. */
const retryMilliseconds = 2_000
/** A new version is optional, the pinned one keeps working: ask rarely. */
const refreshMilliseconds = 5 * 60_000
const deadlineMilliseconds = 5_000

/** Asks at once and again in the background; pages are complete without the script, its links and forms are real. */
export function watchWidgetScript(civicPayUrl: string): WidgetWatch {
  let current: WidgetScript | null = null
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const look = async (): Promise<void> => {
    current = (await readWidgetScript(civicPayUrl)) ?? current
    if (stopped) return
    timer = setTimeout(() => void look(), current === null ? retryMilliseconds : refreshMilliseconds)
    timer.unref()
  }
  void look()
  return {
    current: () => current,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/** Reads `/w/versions.json`; null if it cannot be reached or is not understood. */
export async function readWidgetScript(civicPayUrl: string): Promise<WidgetScript | null> {
  try {
    const response = await fetch(`${civicPayUrl}/w/versions.json`, {
      signal: AbortSignal.timeout(deadlineMilliseconds),
      redirect: "error",
    })
    const parsed = v.safeParse(Versions, await response.json())
    const latest = parsed.success ? parsed.output.versions[parsed.output.latest] : undefined
    return latest === undefined ? null : { src: `${civicPayUrl}${latest.file}`, integrity: latest.integrity }
  } catch {
    return null
  }
}
