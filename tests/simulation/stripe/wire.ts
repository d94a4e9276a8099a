import type { Instant } from "#domain/instant.ts"
import { later, minuteMilliseconds, secondMilliseconds } from "#domain/instant.ts"
import { die } from "#tests/simulation/simulated-database.ts"
import type { SimulatedProcess } from "#tests/simulation/simulated-process.ts"
import type { World } from "#tests/simulation/world.ts"
import type { Delivered } from "./spoilt-answer.ts"
import { brokenOff, cutOff, failed, html502, mismatched, riddle, unreachable } from "./spoilt-answer.ts"
import type { Answered, StoredFault, StripeSide } from "./stripe-side.ts"
import type { WireFault } from "./wire-faults.ts"
import { wireFaults } from "./wire-faults.ts"

/** How long a request can be under way before it arrives after all. */
const lateMilliseconds = { least: secondMilliseconds, most: 40 * minuteMilliseconds } as const

/** A call is several requests: each fails less often, so that some calls come through. */
const requestShare = 0.4
/** Beside the others, POSTs whose 500 Stripe keeps as the answer of their key. */
const storedShare = 0.5

const ordinaryFaults = wireFaults.filter(
  (fault) => fault !== "wire_silence" && fault !== "wire_mismatch_after" && !fault.includes("stored"),
)
const storedFaults = ["wire_500_stored_before", "wire_500_stored_after"] as const

/** One call of the port: whose it is, and when its time is over. */
export interface WireCall {
  readonly process: SimulatedProcess
  readonly operation: string
  readonly end: Instant
}

/** A request on its way. */
interface Sent {
  readonly where: string
  readonly path: string
  readonly isPost: boolean
  /** What is to happen at the sandbox; a stored fault happens there too. */
  arrive(stored?: StoredFault["fault"]): Promise<Answered>
}

/** What carries the client's requests: each request and its answer wait for their turn, and may be lost. */
export function wire(world: World, side: StripeSide, call: WireCall): typeof fetch {
  const { process, operation, end } = call
  const { scheduler, weather } = world
  return async (input, { method = "GET", headers, body } = {}) => {
    const { pathname, search } = new URL(String(input))
    const where = `${process.name} ${operation}: ${method} ${pathname.replaceAll(/\b[a-z]{2,3}_\w+/g, ":id")}`
    if (world.now >= end) throw timedOut()
    await scheduler.park(process, `${where} leaves`)
    if (world.now >= end) throw timedOut()
    if (world.trouble(weather.crash, ["crash_before_call"])) {
      return await die(world, process, where, "crash_before_call")
    }
    const isPost = method === "POST"
    const init = { method, ...(headers ? { headers } : {}), ...(body ? { body } : {}) }
    const arrive = (stored?: StoredFault["fault"]) => {
      const planned = stored === undefined ? null : { operation: operationOf(pathname), fault: stored }
      return side.ask(`${pathname}${search}`, init, planned)
    }
    const sent = { where, path: pathname, isPost, arrive }
    const fault = chooseFault(world, sent, call)
    if (fault !== null) world.meet(fault, where)
    const delivered = fault === null ? await arrive() : await spoil({ world, side, fault, sent })
    if (world.trouble(weather.crash, ["crash_after_call"])) {
      return await die(world, process, where, "crash_after_call")
    }
    return await answer(world, side, { call, where, path: pathname, delivered })
  }
}

/** Waits for the answer's turn, as long as the call has time. */
async function answer(
  world: World,
  side: StripeSide,
  {
    call: { process, end },
    where,
    path,
    delivered,
  }: {
    readonly call: WireCall
    readonly where: string
    readonly path: string
    readonly delivered: Delivered
  },
): Promise<Response> {
  const [id = ""] = /\b(?:cs|pi)_\w+/.exec(path) ?? []
  const subject = side.ownerOf(id)?.sessionId ?? ""
  world.callsOut.push(subject)
  await world.scheduler.park(process, `${where} is answered`, delivered === "never" ? end : null)
  world.callsOut.splice(world.callsOut.indexOf(subject), 1)
  if (delivered === "never") throw timedOut()
  if (world.now >= end) {
    world.note(`${where}: too late for its answer`)
    throw timedOut()
  }
  if ("error" in delivered) throw delivered.error
  const { status, text } = delivered
  const headers = { "request-id": "req_simulated", date: new Date(world.now).toUTCString() }
  const whole = delivered.isBroken ? brokenOff(text) : text
  return new Response(whole, { status, headers })
}

function chooseFault(world: World, { path, isPost }: Sent, { operation }: WireCall): WireFault | null {
  const { call, mismatch, unsure } = world.weather
  if (world.now < world.silentUntil && !world.draining) return "wire_silence"
  const lies = operation === "fetch" ? mismatch + unsure : mismatch
  const isLie = mismatches.test(path) && world.trouble(lies * requestShare, [true])
  if (isLie) return "wire_mismatch_after"
  if (isPost) {
    const stored = world.trouble<WireFault>(call * requestShare * storedShare, storedFaults)
    if (stored !== null) return stored
  }
  return world.trouble<WireFault>(call * requestShare, ordinaryFaults)
}

/** Answers with an amount of one payment. */
const mismatches = /^\/v1\/(?:checkout\/sessions(?:\/cs_\w+)?|payment_intents\/pi_\w+\/capture|refunds)$/

interface Spoilt {
  readonly world: World
  readonly side: StripeSide
  readonly fault: WireFault
  readonly sent: Sent
}

/** What the client gets, and what happens at the sandbox whatever it gets. */
async function spoil({ world, side, fault, sent }: Spoilt): Promise<Delivered> {
  const { where, arrive } = sent
  const arriveLater = () => {
    const { least, most } = lateMilliseconds
    const due = later(world.now, least + world.random.below(most))
    world.lateEffects.push({ due, label: `${where} arrives late`, run: () => arrive() })
  }
  switch (fault) {
    case "wire_unreachable":
      return unreachable()
    case "wire_silence":
      return world.random.chance(0.4) ? unreachable() : "never"
    case "wire_429":
      return failed(429)
    case "wire_401":
      return failed(401)
    case "wire_400":
      return failed(400)
    case "wire_409":
      return failed(409)
    case "wire_500_before":
      return failed(500)
    case "wire_html_502_before":
      return html502
    case "wire_timeout_before":
      return "never"
    case "wire_reset_before":
      return cutOff()
    case "wire_timeout_late":
      arriveLater()
      return "never"
    case "wire_reset_late":
      arriveLater()
      return cutOff()
    case "wire_500_stored_before":
      return await arrive("500-before")
    case "wire_500_stored_after":
      return await arrive("500-after")
    default:
      return spoilAfter({ world, side, fault, answered: await arrive() })
  }
}

function spoilAfter({
  world,
  side,
  fault,
  answered,
}: Omit<Spoilt, "sent" | "fault"> & {
  readonly fault: Exclude<Extract<WireFault, `${string}_after`>, `${string}_stored_after`>
  readonly answered: Answered
}): Delivered {
  switch (fault) {
    case "wire_timeout_after":
      return "never"
    case "wire_reset_after":
      return cutOff()
    case "wire_500_after":
      return failed(500)
    case "wire_html_502_after":
      return html502
    case "wire_half_answer_after":
      return { ...answered, text: answered.text.slice(0, answered.text.length / 2) }
    case "wire_broken_off_after":
      return { ...answered, isBroken: true }
    case "wire_riddle_after":
      return riddle
    case "wire_mismatch_after": {
      const { text, paymentId } = mismatched(answered.text, (id) => side.ownerOf(id)?.paymentId ?? null)
      if (paymentId !== null) world.unclear.add(paymentId)
      return { ...answered, text }
    }
  }
}

/** What the sandbox's faults know a POST by. */
const operations: readonly (readonly [path: RegExp, operation: StoredFault["operation"]])[] = [
  [/\/checkout\/sessions$/, "prepare"],
  [/\/(?:expire|cancel)$/, "void"],
  [/\/capture$/, "capture"],
  [/\/refunds$/, "refund"],
  [/\/disputes\/[^/]+\/close$/, "acceptance"],
  [/\/disputes\/[^/]+$/, "evidence"],
]

function operationOf(path: string): StoredFault["operation"] {
  const [, operation] = operations.find(([known]) => known.test(path)) ?? []
  if (operation === undefined) throw new Error(`no operation at ${path}`)
  return operation
}

function timedOut(): DOMException {
  return new DOMException("The operation was aborted due to timeout", "TimeoutError")
}
