// Preloaded into every process we start: when the one that started it is gone, even by SIGKILL, it stops too.
/** The slowest of our processes lets requests finish for about this long. */
const stopDeadlineMs = 30_000

if (process.channel) {
  process.once("disconnect", () => {
    setTimeout(() => process.exit(1), stopDeadlineMs).unref()
    process.kill(process.pid, "SIGTERM")
  })
  process.channel.unref()
}
