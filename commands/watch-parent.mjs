// A thread beside one that may be stuck. It is ended as soon as that one hears of the parent's end; otherwise it ends
// the process, which has done nothing yet that could be lost.
import { workerData as parent } from "node:worker_threads"

const checkMs = 1_000
/** Hearing of it takes a moment on a busy machine. */
const hearingMs = 5_000

const check = setInterval(() => {
  if (process.ppid === parent) return
  clearInterval(check)
  setTimeout(() => process.kill(process.pid, "SIGKILL"), hearingMs)
}, checkMs)
