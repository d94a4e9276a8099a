import type { PaymentState } from "#domain/payments/state.ts"
import { isClosed, paymentEvents, paymentStates } from "#domain/payments/state.ts"
import { reachable, transitionTable } from "#domain/payments/transition-table.ts"
import type { FaultName } from "./faults.ts"
import { faultNames, stripeFaultNames } from "./faults.ts"
import type { PageMove } from "./page-moves.ts"
import { pageMoves } from "./page-moves.ts"

/** What a batch has met, by name. */
export interface Coverage {
  readonly faults: Map<FaultName, number>
  readonly transitions: Map<string, number>
  readonly moves: Map<PageMove, number>
}

export function newCoverage(): Coverage {
  return { faults: new Map(), transitions: new Map(), moves: new Map() }
}

type Unreachable = readonly (readonly [cells: RegExp, reason: string])[]

/** What a whole batch must meet, and cells of the table that nothing can reach in it. */
export interface Expectation {
  readonly faults: readonly FaultName[]
  readonly moves: readonly PageMove[]
  /** With why. One that is reached after all fails the batch. */
  readonly unreachable: Unreachable
  /** Cells that need several unlikely things at once: a batch may miss them. */
  readonly rare: readonly RegExp[]
}

const unreachable: Unreachable = [
  [/ failed /, "no door reports `failed`: what cannot be sent is given back, what is unclear is asked for"],
  [/ returned /, "no door reports `returned`: a payee who comes back makes us ask the acquirer"],
  [
    /^created submitted /,
    "a card can be entered only where a card entry was opened, and that starts the payment",
  ],
  [/^created (?:authorised|captured) /, "before the first card entry there is nothing to charge"],
  [
    /^started (?:authorised|captured) /,
    "an attempt that was given up is closed at the acquirer, and stays so",
  ],
  [/^closed authorised /, "what may be reserved is released by the change that closes the payment"],
  [/^captured declined /, "what the acquirer has taken it never closes"],
  [/^captured resolve /, "this acquirer never takes back its word that money was taken"],
]

/** Where the acquirer answers in the words of our port: on our page and on its own. */
export const portExpectation: Expectation = { faults: faultNames, moves: pageMoves, unreachable, rare: [] }

/** Where Stripe's client speaks to the sandbox: on the acquirer's page alone. */
export const stripeExpectation: Expectation = {
  faults: stripeFaultNames,
  moves: pageMoves.filter((move) => move !== "a page expired before the bank"),
  unreachable: [
    ...unreachable,
    [/^authorised | authorised$/, "Stripe takes at once what is to be taken at once"],
    [/^authorising (?:authorised|captured) /, "a page that nobody was sent to takes no money"],
  ],
  rare: [
    // A payee who posts a card to us all the same, and a process that dies of it.
    /^authorising (?:declined declined|stuck|unknown)/,
    /^checking /,
    // Nobody captures for days, or the acquirer is silent for two weeks at the right moment.
    /^capturable (?:expire|stuck) /,
    /^captured refund_unclear /,
    // Few seeds come to a dispute that is answered.
    /^answer /,
  ],
}

/** Every cell that changes something, as `state event state`. */
const cells: readonly string[] = paymentStates.flatMap((from) =>
  paymentEvents.flatMap((event) => {
    const cell = transitionTable[from][event]
    const destinations = cell === "recorded" ? [] : reachable(from, cell)
    return destinations.map((to) => cellOf(from, event, to))
  }),
)

/** A cell by name. Closed states have one row in the table, and one here: `closed captured closed`. */
export function cellOf(from: PaymentState, event: string, to: PaymentState): string {
  return isClosed(from) ? `closed ${event} closed` : `${from} ${event} ${to}`
}

const aftermath = [
  ...["created", "started", "challenge_required"].map((state) => `${state} extended ${state}`),
  ...["refund_submitted", "refund_succeeded", "refund_failed", "refund_unclear"].map(stays),
  ...["dispute_opened", "dispute_updated", "dispute_closed"].map(stays),
  ...["evidence succeeded", "evidence refused", "acceptance succeeded"].map((end) => `answer ${end}`),
]

function stays(event: string): string {
  return `captured ${event} captured`
}

function isUnreachable({ unreachable }: Expectation, cell: string): boolean {
  return unreachable.some(([pattern]) => pattern.test(cell))
}

/** Counts one seed. */
export function addTo(
  coverage: Coverage,
  seed: {
    readonly faults: ReadonlyMap<FaultName, number>
    readonly transitions: readonly string[]
    readonly moves: ReadonlyMap<PageMove, number>
  },
): void {
  for (const [fault, count] of seed.faults) add(coverage.faults, fault, count)
  for (const transition of seed.transitions) add(coverage.transitions, transition, 1)
  for (const [move, count] of seed.moves) add(coverage.moves, move, count)
}

function add<Name>(counts: Map<Name, number>, name: Name, more: number): void {
  counts.set(name, (counts.get(name) ?? 0) + more)
}

/** What a whole batch should have met and has not, and what it should not have met and has. */
export function gaps(
  { faults, transitions, moves }: Coverage,
  expected: Expectation = portExpectation,
): readonly string[] {
  const wanted = [...cells, ...aftermath].filter(
    (cell) => !isUnreachable(expected, cell) && !expected.rare.some((rare) => rare.test(cell)),
  )
  return [
    ...expected.faults.filter((fault) => !faults.has(fault)).map((fault) => `never met: ${fault}`),
    ...expected.moves.filter((move) => !moves.has(move)).map((move) => `never met: ${move}`),
    ...[...new Set(wanted)].filter((cell) => !transitions.has(cell)).map((cell) => `never reached: ${cell}`),
    ...[...transitions.keys()]
      .filter((cell) => cells.includes(cell) && isUnreachable(expected, cell))
      .map((cell) => `reached, and said to be out of reach: ${cell}`),
  ]
}
