import { wireFaults } from "./stripe/wire-faults.ts"

/** What can go wrong with a call to the acquirer: how its answer is lost, and whether it had its effect. */
export const callFaults = [
  "call_unreachable",
  "call_rate_limited",
  "call_credentials",
  "call_timeout_before",
  "call_timeout_after",
  "call_timeout_late",
  "call_cut_off_after",
  "call_cut_off_late",
  "call_server_error_before",
  "call_server_error_after",
  "call_unreadable_after",
  "call_in_flight_before",
  "call_unrecognised_after",
  "call_mismatch_after",
  "call_refused",
  "call_silence",
] as const
export type CallFault = (typeof callFaults)[number]

/** What can go wrong with a transaction. `…_done`: it was committed, and only its caller does not know. */
export const transactionFaults = [
  "lost_before_begin",
  "lost_before_commit",
  "lost_at_commit_undone",
  "lost_at_commit_done",
  "serialization_failure",
  "deadlock",
] as const
export type TransactionFault = (typeof transactionFaults)[number]

/** Where a process can die: at a step that it waits at, or on one side of something that it does outside. */
const crashes = [
  "crash_between_steps",
  "crash_before_read",
  "crash_before_begin",
  "crash_before_commit",
  "crash_after_commit",
  "crash_before_call",
  "crash_after_call",
  "crash_before_post",
  "crash_after_post",
] as const

/** How the acquirer's notifications misbehave. `early`: before the answer to the call; `reordered`: after a younger. */
const notificationFaults = [
  "notification_early",
  "notification_reordered",
  "notification_twice",
  "notification_late",
  "notification_never",
  "notification_forged",
] as const

/** How the receiver of webhooks misbehaves. `…_after`: it has taken the message and its answer is lost. */
export const webhookFaults = [
  "webhook_connect",
  "webhook_timeout_before",
  "webhook_timeout_after",
  "webhook_reset_after",
  "webhook_status_500",
  "webhook_status_429",
  "webhook_status_503",
] as const
export type WebhookFault = (typeof webhookFaults)[number]

/** Every fault besides those of a way to the acquirer, by name. */
const commonFaults = [
  "read_lost",
  ...transactionFaults,
  ...crashes,
  ...notificationFaults,
  ...webhookFaults,
  "clock_offset",
  "long_pause",
] as const

/** Every fault by name where the acquirer answers in the words of our port; a batch must meet each. */
export const faultNames = [...callFaults, ...commonFaults] as const
/** The same where Stripe's client speaks to the sandbox. */
export const stripeFaultNames = [...wireFaults, ...commonFaults] as const
export type FaultName = (typeof faultNames | typeof stripeFaultNames)[number]

/** How often each kind of trouble comes, and what the payments are like. Shares are of one. */
export interface Weather {
  readonly name: string
  readonly call: number
  readonly database: number
  readonly crash: number
  readonly notification: number
  readonly webhook: number
  /** The acquirer falls silent for hours or days. */
  readonly silence: number
  /** Answers about another sum than asked: to any call, and to questions alone. */
  readonly mismatch: number
  readonly unsure: number
  /** Of payments whose money is taken later. */
  readonly delayedCapture: number
  /** Of cards whose bank asks the payee something. */
  readonly challenge: number
  /** Of banks that only reserve what is to be taken at once. */
  readonly reserves: number
  /** How much more often time leaps far. */
  readonly slowness: number
  /** How eagerly unanswered operations are swept. */
  readonly sweep: number
  /** How often somebody works on the acquirer's own pages, past us. */
  readonly byHand: number
  /** Of visits on which the payee or the buyer ends the payment. */
  readonly cancel: number
}

const calm: Weather = {
  name: "calm",
  call: 0,
  database: 0,
  crash: 0,
  notification: 0.1,
  webhook: 0,
  silence: 0,
  mismatch: 0,
  unsure: 0,
  delayedCapture: 0.3,
  challenge: 0.3,
  reserves: 0.1,
  slowness: 1,
  sweep: 0.7,
  byHand: 0.04,
  cancel: 0.1,
}

/** Banks that only reserve, and nobody in a hurry to take it. */
const reserving: Weather = { ...calm, name: "", delayedCapture: 0, reserves: 1, sweep: 0.15, byHand: 0.3 }

/** Each seed has one of these. */
export const weathers: readonly (readonly [Weather, number])[] = [
  [calm, 1],
  [{ ...calm, name: "bad acquirer", call: 0.3, notification: 0.4, mismatch: 0.02 }, 3],
  [{ ...calm, name: "bad database", database: 0.12 }, 2],
  [{ ...calm, name: "crashes", crash: 0.05, call: 0.1 }, 2],
  [{ ...calm, name: "bad receiver", webhook: 0.5, crash: 0.03 }, 2],
  [{ ...calm, name: "storm", call: 0.2, database: 0.06, crash: 0.02, notification: 0.4, webhook: 0.2 }, 3],
  [
    {
      ...calm,
      name: "bank",
      call: 0.08,
      challenge: 1,
      delayedCapture: 0.4,
      cancel: 0.4,
      slowness: 2,
      sweep: 0.15,
    },
    4,
  ],
  [
    {
      ...calm,
      name: "delayed",
      call: 0.25,
      mismatch: 0.03,
      delayedCapture: 1,
      cancel: 0.25,
      notification: 0.3,
      byHand: 0.1,
    },
    2,
  ],
  [{ ...reserving, name: "reserving", call: 0.25, cancel: 0.8 }, 3],
  [{ ...reserving, name: "unsure of what is reserved", unsure: 0.4 }, 2],
  [
    { ...calm, name: "silence", silence: 1, delayedCapture: 0.5, challenge: 0.4, reserves: 0.5, cancel: 0.1 },
    2,
  ],
  [{ ...calm, name: "liar", mismatch: 0.3, delayedCapture: 0.4, challenge: 0.4, cancel: 0.4 }, 4],
]
