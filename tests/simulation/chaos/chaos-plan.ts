import type { PlannedPayment } from "./planned-payments.ts"
import { planPayments } from "./planned-payments.ts"
import type { SeededChoice } from "./seeded-choice.ts"
import { seededChoice } from "./seeded-choice.ts"

/** Connections that can be disturbed: each passes through a proxy of the driver's. */
export const linkNames = ["payees", "database", "acquirer", "notifications", "webhooks"] as const
export type LinkName = (typeof linkNames)[number]

export const processNames = ["checkout-1", "checkout-2", "worker-1", "worker-2", "sandbox-acquirer"] as const
export type ProcessName = (typeof processNames)[number]

/**
 * What happens to a connection, `at` milliseconds after the start.
 * `slow`: each piece of bytes waits. `hold`: bytes stand still, then every connection is reset: with `answers` the
 * request has arrived and its answer is lost. `away`: nobody listens.
 */
export type LinkFault =
  | {
      readonly at: number
      readonly kind: "slow"
      readonly link: LinkName
      readonly waits: number
      readonly lasts: number
    }
  | {
      readonly at: number
      readonly kind: "hold"
      readonly link: LinkName
      readonly direction: "answers" | "both"
      readonly lasts: number
    }
  | { readonly at: number; readonly kind: "reset"; readonly link: LinkName }
  | { readonly at: number; readonly kind: "away"; readonly link: LinkName; readonly lasts: number }

/** SIGSTOP, later SIGCONT. */
export interface Freeze {
  readonly at: number
  readonly kind: "freeze"
  readonly process: ProcessName
  readonly lasts: number
}

/** Everything that is done to the stage. */
export type ChaosEvent =
  | LinkFault
  | Freeze
  | { readonly at: number; readonly kind: "kill"; readonly process: ProcessName }
  | { readonly at: number; readonly kind: "failover" }

/** Whose words are spoken between the checkout and the sandbox acquirer. */
export const chaosAcquirers = ["sandbox", "stripe"] as const

export interface ChaosOptions {
  readonly seed: number
  /** `stripe`: the real adapter and client, and payees on the acquirer's own page. */
  readonly acquirer: (typeof chaosAcquirers)[number]
  /** How long things go wrong; starting, calming down and checking come on top. */
  readonly minutes: number
  readonly payments: number
}

/** Everything that will be done, by payees and to the stage: decided by the options alone. */
export interface ChaosPlan extends ChaosOptions {
  readonly length: number
  /** How wrong each process's clock goes, in milliseconds. */
  readonly clocks: Readonly<Record<ProcessName, number>>
  readonly events: readonly ChaosEvent[]
  readonly payments: number
  readonly load: readonly PlannedPayment[]
}

const second = 1_000
const minute = 60 * second

/** Machines without a time service are wrong by seconds; leases and signatures must bear that. */
const worstClock = 10 * second
/** One failover each so often: the next standby has to be made meanwhile. */
const failoverPeriod = 3 * minute
/** Longer than the lease of an operation (90 s), of a webhook and of a notification (60 s). */
const longFreeze = 95 * second
const shortFreeze = 20 * second
/** No process is killed more often: the supervisor starts each five times a minute at most. */
const leastBetweenKills = 20 * second

/** Makes the plan. The same options make the same plan. */
export function planChaos(options: ChaosOptions): ChaosPlan {
  const length = options.minutes * minute
  const choice = seededChoice(options.seed)
  const wrong = () => choice.between(-worstClock, worstClock)
  const clocks = {
    "checkout-1": wrong(),
    "checkout-2": wrong(),
    "worker-1": wrong(),
    "worker-2": wrong(),
    "sandbox-acquirer": wrong(),
  }
  const freezes = planFreezes(choice, length)
  const events = [
    ...linkNames.flatMap((link) => planLink(choice, link, length)),
    ...freezes,
    ...processNames.flatMap((process) => planKills(choice, { process, length, freezes })),
    ...planFailovers(choice, length),
  ]
  return {
    ...options,
    length,
    clocks,
    events: events.toSorted((one, other) => one.at - other.at),
    load: planPayments(choice, options.payments, length),
  }
}

/** One fault at a time on each link, with calm between them: otherwise nobody would ever get anywhere. */
function planLink(choice: SeededChoice, link: LinkName, length: number): readonly LinkFault[] {
  const events: LinkFault[] = []
  let at = choice.between(1 * second, 6 * second)
  while (at < length - 5 * second) {
    const event = planFault(choice, link, at)
    events.push(event)
    at += ("lasts" in event ? event.lasts : 0) + choice.between(4 * second, 14 * second)
  }
  return events
}

function planFault(choice: SeededChoice, link: LinkName, at: number): LinkFault {
  const kind = choice.weighted({ slow: 3, answers: 3, both: 1, reset: 2, away: 1 })
  const lasts = choice.between(1 * second, 5 * second)
  switch (kind) {
    case "slow": {
      // One answer of the database's takes several pieces, and one page several answers.
      const waits = link === "database" ? choice.between(5, 40) : choice.between(50, 500)
      return { at, kind, link, waits, lasts: lasts * 2 }
    }
    case "answers":
    case "both":
      return { at, kind: "hold", link, direction: kind, lasts }
    case "reset":
      return { at, kind, link }
    case "away":
      return { at, kind, link, lasts }
  }
}

/** A worker that sleeps past its leases, where there is time for it, and shorter sleeps of the others. */
function planFreezes(choice: SeededChoice, length: number): readonly Freeze[] {
  const freeze = (process: ProcessName, from: number, lasts: number): Freeze => ({
    at: Math.floor(from * length) + choice.between(0, 5 * second),
    kind: "freeze",
    process,
    lasts,
  })
  const long = freeze("worker-2", 0.1, longFreeze)
  const short = [freeze("checkout-2", 0.3, shortFreeze), freeze("worker-1", 0.7, shortFreeze)]
  return [long, ...short].filter(({ at, lasts }) => at + lasts < length)
}

function planKills(
  choice: SeededChoice,
  about: { readonly process: ProcessName; readonly length: number; readonly freezes: readonly Freeze[] },
): readonly ChaosEvent[] {
  const { process, length, freezes } = about
  const rare = process === "sandbox-acquirer" ? 3 : 1
  const rest = () => rare * choice.between(leastBetweenKills, 2 * leastBetweenKills)
  const kills: ChaosEvent[] = []
  for (let at = choice.between(5 * second, rare * 30 * second); at < length - 5 * second; at += rest()) {
    const asleep = freezes.some(
      (one) => one.process === process && at >= one.at - 2 * second && at <= one.at + one.lasts + 2 * second,
    )
    if (!asleep) kills.push({ at, kind: "kill", process })
  }
  return kills
}

function planFailovers(choice: SeededChoice, length: number): readonly ChaosEvent[] {
  const count = Math.max(1, Math.floor(length / failoverPeriod))
  return Array.from({ length: count }, (_, index) => ({
    at: Math.floor(((index + 0.5) * length) / count) + choice.between(-5 * second, 5 * second),
    kind: "failover" as const,
  }))
}
