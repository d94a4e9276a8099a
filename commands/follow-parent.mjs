// Preloaded into every process we start: when the one that started it is gone, even by SIGKILL, it stops too.
import { Worker } from "node:worker_threads"

/** The slowest of our processes lets requests finish for about this long. */
const stopDeadlineMs = 30_000

if (process.channel) {
  // While modules load, this thread may wait for the loader and hear nothing: a thread of its own sees to the end then.
  const watch = new Worker(new URL("./watch-parent.mjs", import.meta.url), {
    workerData: process.ppid,
    execArgv: [],
    env: {},
  })
  watch.unref()
  process.once("disconnect", () => {
    void watch.terminate()
    setTimeout(() => process.exit(1), stopDeadlineMs).unref()
    process.kill(process.pid, "SIGTERM")
  })
  process.channel.unref()
}
