import type { Outside } from "#checkout-server/outside.ts"
import type { Job } from "#jobs/job.ts"

/** The most a failing job waits beyond its period: long enough to spare a struggling database. */
const longestWaitMilliseconds = 30_000

/** Jobs that run until they are stopped. */
export interface RunningJobs {
  /** Resolves when every run in progress has ended; no new one begins. */
  stop(): Promise<void>
}

/**
 * Runs each job over and over, with its period between runs and none while it finds work. A run that fails is
 * logged and tried again later, more slowly each time; the others go on.
 */
export function startJobs(outside: Outside, jobs: readonly Job[]): RunningJobs {
  const running: Running = { stopped: false, runs: new Set() }
  for (const job of jobs) void runJob(outside, job, running)
  return {
    stop: async () => {
      running.stopped = true
      await Promise.all(running.runs)
    },
  }
}

interface Running {
  stopped: boolean
  readonly runs: Set<Promise<number | null>>
}

async function runJob(outside: Outside, job: Job, running: Running): Promise<void> {
  let failures = 0
  while (!running.stopped) {
    const run = job.run(outside).catch((error: Error) => {
      outside.log.error({ job: job.name, error }, "job failed")
      return null
    })
    running.runs.add(run)
    const done = await run
    running.runs.delete(run)
    failures = done === null ? failures + 1 : 0
    if (done === null || done === 0) await outside.clock.wait(waitAfter(job, failures))
  }
}

function waitAfter(job: Job, failures: number): number {
  const longest = Math.max(job.periodMilliseconds, longestWaitMilliseconds)
  return Math.min(job.periodMilliseconds * 2 ** Math.min(failures, 10), longest)
}
