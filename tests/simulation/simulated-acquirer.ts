import { later, minuteMilliseconds, secondMilliseconds } from "#domain/instant.ts"
import type { Acquirer, AcquirerCall, NotificationReading, Outcome, UnknownCause } from "#ports/acquirer.ts"
import { answerDispute } from "./acquirer-aftermath.ts"
import type { AcquirerBooks } from "./acquirer-books.ts"
import { paymentOfCard } from "./acquirer-cards.ts"
import type { Decided } from "./acquirer-keys.ts"
import { refuse } from "./acquirer-keys.ts"
import { changesFrom, matchesOf } from "./acquirer-lists.ts"
import type { CallFault } from "./faults.ts"
import { callFaults } from "./faults.ts"
import { die } from "./simulated-database.ts"
import type { SimulatedProcess } from "./simulated-process.ts"
import type { World } from "./world.ts"

const evidence = {}

/** How long a request can be under way before it arrives after all. */
const lateMilliseconds = { least: secondMilliseconds, most: 40 * minuteMilliseconds } as const

const ordinaryFaults = callFaults.filter(
  (fault) => fault !== "call_silence" && fault !== "call_mismatch_after",
)

/** The header by which a genuine notification is known. */
export const genuineHeader = { "webhook-signature": "genuine" }

/** One call on its way: whose, about what, and what it does when it arrives. */
interface Call<T> {
  readonly operation: string
  readonly call: AcquirerCall
  /** The acquirer's payment, or ours where there is none yet. */
  readonly subject: string
  readonly arrives: () => Decided<T>
}

/** The way of one process to the acquirer: a request and its answer each wait for their turn, and may be lost. */
export function simulatedAcquirer(world: World, books: AcquirerBooks, process: SimulatedProcess): Acquirer {
  const send = <T>(call: Call<T>) => exchange(world, process, call)
  return {
    name: "sandbox",
    capabilities: () => ({ entry: world.books.entry, origin: "https://acquirer.example", keepsCards: true }),
    prepare: (call, request) => {
      const arrives = () => books.prepare(call.idempotencyKey, request)
      return send({ operation: "prepare", call, subject: request.paymentId, arrives })
    },
    authorise: async (call, request) => {
      // Where there is a payee, his browser does it, on the acquirer's page.
      if (world.books.entry === "redirect" && request.token !== null) {
        world.reach("authorisation refused as unsupported", process.name)
        return refuse("unsupported")
      }
      const arrives = () => books.authorise(call.idempotencyKey, request)
      return await send({ operation: "authorise", call, subject: request.acquirerPaymentId, arrives })
    },
    capture: (call, request) => {
      const arrives = () => books.capture(call.idempotencyKey, request)
      return send({ operation: "capture", call, subject: request.acquirerPaymentId, arrives })
    },
    void: (call, acquirerPaymentId) => {
      const arrives = () => books.void(call.idempotencyKey, acquirerPaymentId)
      return send({ operation: "void", call, subject: acquirerPaymentId, arrives })
    },
    refund: (call, request) => {
      const arrives = () => books.refund(call.idempotencyKey, request)
      return send({ operation: "refund", call, subject: request.acquirerPaymentId, arrives })
    },
    answerDispute: (call, request) => {
      const arrives = () => answerDispute(books, call.idempotencyKey, request)
      return send({ operation: "answer dispute", call, subject: request.acquirerPaymentId, arrives })
    },
    forgetCard: (call, savedCard) => {
      const arrives = () => books.cards.forget(savedCard)
      return send({ operation: "forget card", call, subject: paymentOfCard(savedCard), arrives })
    },
    fetch: (call, acquirerPaymentId) => {
      const arrives = () => books.snapshot(acquirerPaymentId)
      return send({ operation: "fetch", call, subject: acquirerPaymentId, arrives })
    },
    findByReference: (call, { paymentId }) => {
      const arrives = () => matchesOf(books, paymentId)
      return send({ operation: "find", call, subject: paymentId, arrives })
    },
    listChanges: (call, from) => {
      return send({ operation: "list changes", call, subject: "", arrives: () => changesFrom(books, from) })
    },
    listSettlements: (call, day) => {
      // Its books are never closed here: another test reconciles them.
      const arrives = () =>
        ({ kind: "ok", value: { day, lines: [], payouts: [], complete: false }, evidence }) as const
      return send({ operation: "list settlements", call, subject: "", arrives })
    },
    readNotification: ({ body, headers }) => readNotification(body, headers),
  }
}

async function exchange<T>(
  world: World,
  process: SimulatedProcess,
  { operation, call, subject, arrives }: Call<T>,
): Promise<Outcome<T>> {
  const { books, scheduler, weather } = world
  const where = `${process.name} ${operation}`
  const started = world.now
  await scheduler.park(process, `${where} leaves`)
  if (world.trouble(weather.crash, ["crash_before_call"]))
    return await die(world, process, where, "crash_before_call")
  const fault = chooseFault(world, operation)
  if (fault !== null) world.meet(fault, where)
  if (fault === "call_mismatch_after")
    world.unclear.add(books.payments.get(subject)?.request.paymentId ?? subject)
  const answer = fault === null ? arrives() : spoiled(world, fault, { where, arrives })
  if (world.trouble(weather.crash, ["crash_after_call"]))
    return await die(world, process, where, "crash_after_call")
  if (answer.kind === "not_sent") return answer
  const end = later(started, call.timeoutMilliseconds)
  const timesOut = answer.kind === "unknown" && answer.cause === "timeout"
  world.callsOut.push(subject)
  await scheduler.park(process, `${where} is answered`, timesOut ? end : null)
  world.callsOut.splice(world.callsOut.indexOf(subject), 1)
  if (world.now < end || timesOut) return answer
  world.note(`${where}: too late for its answer`)
  return unknown("timeout")
}

function chooseFault(world: World, operation: string): CallFault | null {
  const { call, mismatch, unsure } = world.weather
  if (world.now < world.silentUntil && !world.draining) return "call_silence"
  return (
    world.trouble<CallFault>(operation === "fetch" ? mismatch + unsure : mismatch, ["call_mismatch_after"]) ??
    world.trouble<CallFault>(call, ordinaryFaults)
  )
}

/** What the caller hears, and what happens at the acquirer whatever he hears. */
function spoiled<T>(
  world: World,
  fault: CallFault,
  { where, arrives }: { readonly where: string; readonly arrives: () => Decided<T> },
): Outcome<T> {
  const arriveLater = () => {
    const { least, most } = lateMilliseconds
    const due = later(world.now, least + world.random.below(most))
    world.lateEffects.push({ due, label: `${where} arrives late`, run: arrives })
  }
  switch (fault) {
    case "call_unreachable":
      return { kind: "not_sent", cause: "unreachable" }
    case "call_rate_limited":
      return { kind: "not_sent", cause: "rate_limited" }
    case "call_credentials":
      return { kind: "not_sent", cause: "credentials" }
    case "call_silence":
      return world.random.chance(0.4) ? { kind: "not_sent", cause: "unreachable" } : unknown("timeout")
    case "call_refused":
      return { kind: "refused", reason: "configuration", evidence }
    case "call_timeout_before":
      return unknown("timeout")
    case "call_timeout_late":
      arriveLater()
      return unknown("timeout")
    case "call_cut_off_late":
      arriveLater()
      return unknown("cut_off")
    case "call_server_error_before":
      return unknown("server_error")
    case "call_in_flight_before":
      return unknown("in_flight")
    case "call_timeout_after":
    case "call_cut_off_after":
    case "call_server_error_after":
    case "call_unreadable_after":
    case "call_unrecognised_after":
    case "call_mismatch_after":
      arrives()
      return unknown(causes[fault])
  }
}

const causes = {
  call_timeout_after: "timeout",
  call_cut_off_after: "cut_off",
  call_server_error_after: "server_error",
  call_unreadable_after: "unreadable",
  call_unrecognised_after: "unrecognised",
  call_mismatch_after: "mismatch",
} as const satisfies Partial<Record<CallFault, UnknownCause>>

function unknown(cause: UnknownCause): Extract<Outcome<never>, { kind: "unknown" }> {
  return { kind: "unknown", cause, evidence }
}

function readNotification(
  body: Uint8Array,
  headers: Readonly<Record<string, string | undefined>>,
): NotificationReading {
  if (headers["webhook-signature"] !== genuineHeader["webhook-signature"])
    return { ok: false, problem: "forged" }
  const { eventId, type, acquirerPaymentId } = JSON.parse(new TextDecoder().decode(body))
  return { ok: true, eventId, type, acquirerPaymentId }
}
