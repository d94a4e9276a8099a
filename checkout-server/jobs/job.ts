import type { Outside } from "#checkout-server/outside.ts"

/** Work that the worker repeats: a name, a period and one operation that may run twice. */
export interface Job {
  readonly name: string
  /** The rest between two runs that found less than a full batch. */
  readonly periodMilliseconds: number
  /** Handles one bounded batch; answers how many it handled. */
  run(outside: Outside): Promise<number>
}
