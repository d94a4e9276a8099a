import { describe, expect, it } from "vitest"
import type { Outside } from "#checkout-server/outside.ts"
import type { Job } from "#jobs/job.ts"
import { startJobs } from "#jobs/run-jobs.ts"
import type { LogFields } from "#ports/log.ts"

/** An outside whose waits end only when the test says so; `waits` holds how long each was to be. */
function outsideOf() {
  const waits: { milliseconds: number; end: () => void }[] = []
  const errors: LogFields[] = []
  const outside = {
    clock: {
      wait: (milliseconds: number) => new Promise<void>((end) => waits.push({ milliseconds, end })),
    },
    log: { error: (fields: LogFields) => errors.push(fields) },
  } as unknown as Outside
  return { outside, waits, errors }
}

/** A job that answers from a list, then nothing to do. */
function jobOf(answers: (number | Error)[], name = "a-job"): Job & { runs: number } {
  const job = {
    name,
    periodMilliseconds: 1_000,
    runs: 0,
    run: async () => {
      job.runs += 1
      const answer = answers.shift() ?? 0
      if (answer instanceof Error) throw answer
      return answer
    },
  }
  return job
}

describe("a job", () => {
  it("runs on without rest while it finds work", async () => {
    const { outside, waits } = outsideOf()
    const job = jobOf([20, 20, 3])
    startJobs(outside, [job])
    await expect.poll(() => waits.map((wait) => wait.milliseconds)).toEqual([1_000])
    expect(job.runs).toBe(4)
  })

  it("rests its period when there is nothing to do", async () => {
    const { outside, waits } = outsideOf()
    const job = jobOf([])
    startJobs(outside, [job])
    for (let turn = 1; turn <= 3; turn += 1) {
      await expect.poll(() => waits.length).toBe(turn)
      expect(job.runs).toBe(turn)
      waits.at(-1)?.end()
    }
    expect(waits.map((wait) => wait.milliseconds)).toEqual([1_000, 1_000, 1_000])
  })

  it("with a long period rests it, failing or not", async () => {
    const { outside, waits } = outsideOf()
    startJobs(outside, [{ ...jobOf([]), periodMilliseconds: 300_000 }])
    startJobs(outside, [{ ...jobOf([new Error("broken")]), periodMilliseconds: 300_000 }])
    await expect.poll(() => waits.map((wait) => wait.milliseconds)).toEqual([300_000, 300_000])
  })

  it("that fails waits longer each time, up to half a minute, and recovers", async () => {
    const { outside, waits, errors } = outsideOf()
    startJobs(outside, [jobOf(Array.from({ length: 14 }, () => new Error("broken")))])
    for (let turn = 1; turn <= 15; turn += 1) {
      await expect.poll(() => waits.length).toBe(turn)
      waits.at(-1)?.end()
    }
    const seconds = waits.map((wait) => wait.milliseconds / 1_000)
    expect(seconds.slice(0, 6)).toEqual([2, 4, 8, 16, 30, 30])
    expect(seconds.slice(6, 15)).toEqual([...Array.from({ length: 8 }, () => 30), 1])
    expect(errors).toHaveLength(14)
    expect(errors[0]).toMatchObject({ job: "a-job", error: new Error("broken") })
  })

  it("that fails does not hold up another", async () => {
    const { outside, waits } = outsideOf()
    const good = jobOf([1, 1], "good")
    startJobs(outside, [jobOf([new Error("broken")], "bad"), good])
    await expect.poll(() => waits.length).toBe(2)
    expect(good.runs).toBe(3)
  })
})

describe("a stop", () => {
  it("waits for the run in progress and begins no other", async () => {
    const { outside } = outsideOf()
    const state = { runs: 0, stopped: false }
    let finish: (done: number) => void = () => {}
    const job: Job = {
      name: "slow",
      periodMilliseconds: 1,
      run: () => {
        state.runs += 1
        return new Promise((done) => {
          finish = done
        })
      },
    }
    const jobs = startJobs(outside, [job])
    const stopping = jobs.stop().then(() => {
      state.stopped = true
    })
    await Promise.resolve()
    expect(state).toEqual({ runs: 1, stopped: false })
    finish(5)
    await stopping
    expect(state).toEqual({ runs: 1, stopped: true })
  })

  it("does not wait for a rest to end", async () => {
    const { outside, waits } = outsideOf()
    const job = jobOf([])
    const jobs = startJobs(outside, [job])
    await expect.poll(() => waits.length).toBe(1)
    await jobs.stop()
    waits[0]?.end()
    await Promise.resolve()
    expect(job.runs).toBe(1)
  })
})
