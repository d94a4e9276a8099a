import process from "node:process"
import { compose } from "#checkout-server/processes/compose.ts"
import { readSettings } from "#checkout-server/settings.ts"
import { findPaymentPage } from "#db/queries/services.ts"
import { later } from "#domain/instant.ts"
import { withPoints } from "./points.ts"
import { scenarios } from "./scenarios.ts"

/**
 * One process that acts a scenario and kills itself at a point: `act.ts <scenario> <point> <occurrence>`; without a
 * point it lives to the end. Says each point it passes, and what was acknowledged, one JSON line each.
 */
const [scenario = "", point = "", occurrence = "1"] = process.argv.slice(2)
const controlUrl = process.env["CRASH_CONTROL_URL"] ?? ""
const read = readSettings(process.env)
const act = scenarios[scenario]
if (!read.ok || act === undefined) throw new Error(read.ok ? `no scenario ${scenario}` : read.faults.join())

let offset = Number(process.env["CRASH_CLOCK_OFFSET"] ?? 0)
const passed = new Map<string, number>()
const composed = compose(read.settings, "crash")
const { clock } = composed.outside
const outside = withPoints(
  { ...composed.outside, clock: { now: () => later(clock.now(), offset), wait: async () => {} } },
  (name) => {
    const count = (passed.get(name) ?? 0) + 1
    passed.set(name, count)
    say({ point: name, occurrence: count })
    if (name === point && count === Number(occurrence)) process.kill(process.pid, "SIGKILL")
  },
)
const page = await findPaymentPage(outside.db, { buyer: "arwel-vale", page: "council-tax", mode: "test" })
if (page === null) throw new Error("no page")
await act({
  outside,
  page,
  advance: async (milliseconds) => {
    await fetch(`${controlUrl}/advance/${milliseconds}`, { method: "POST" })
    offset += milliseconds
  },
  acquirerWorks: async () => {
    await fetch(`${controlUrl}/work`, { method: "POST" })
  },
  notificationKey: Buffer.from(read.settings.SANDBOX_NOTIFICATION_SECRET.slice("whsec_".length), "base64"),
  acknowledge: (acknowledged, paymentId) => say({ acknowledged, paymentId }),
})
await composed.close()
process.exit(0)

/** Written at once: what a dying process has said, it has said. */
function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
