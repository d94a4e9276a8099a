import type { PaymentEventName, PaymentState } from "#domain/payments/state.ts"
import { paymentEvents, paymentStates } from "#domain/payments/state.ts"

/**
 * What an event does in a state.
 * - a state: the payment moves there
 * - `recorded`: written down, nothing changes
 * - `refused`: not allowed, nothing is written
 * - `operator_case`: written down, nothing changes, people must look; money of a closed payment goes back
 * - `authorised_or_capturable`: by the payment's capture mode
 * - `another_card_or_declined`: back to `started` while the payee may try again, else `declined`
 * - `as_resolved`: where an operator, with evidence, says
 */
export type Cell =
  | PaymentState
  | "recorded"
  | "refused"
  | "operator_case"
  | "authorised_or_capturable"
  | "another_card_or_declined"
  | "as_resolved"

const symbols: Readonly<Record<string, Cell>> = {
  "=": "recorded",
  x: "refused",
  "!": "operator_case",
  A: "authorised_or_capturable",
  D: "another_card_or_declined",
  R: "as_resolved",
  ST: "started",
  AU: "authorising",
  CH: "challenge_required",
  CK: "checking",
  AZ: "authorised",
  CB: "capturable",
  CG: "capturing",
  NO: "needs_operator",
  CD: "captured",
  DE: "declined",
  EX: "expired",
  CP: "cancelled_by_payee",
  CS: "cancelled_by_service",
  FA: "failed",
}

const closed = "=  x  =  =  !  !  =  =  =  x  x  x  =  !  x"

/** The whole table of states × events; the columns are `paymentEvents` in order. */
const rows: Readonly<Record<PaymentState, string>> = {
  //                     op sub ch ret au cap dec fai unk cpt pca sca exp stu res
  created: "             ST AU  =  =   !  !   =   =   =   x   CP  CS  EX  =   x",
  started: "             =  AU  =  =   !  !   =   =   =   x   CP  CS  EX  =   x",
  authorising: "         =  x   CH =   A  CD  D   FA  CK  x   x   x   =   NO  x",
  challenge_required: "  =  x   =  AU  A  CD  D   FA  CK  x   CP  CS  EX  NO  x",
  checking: "            =  x   CH =   A  CD  D   FA  =   x   x   x   =   NO  x",
  authorised: "          =  x   =  =   =  CD  NO  FA  =   CG  x   CS  =   NO  x",
  capturable: "          =  x   =  =   =  CD  NO  FA  =   CG  x   CS  EX  NO  x",
  capturing: "           =  x   =  =   =  CD  NO  FA  =   =   x   x   =   NO  x",
  needs_operator: "      =  x   =  =   =  CD  DE  FA  =   x   x   x   =   =   R",
  captured: "            =  x   =  =   =  =   !   !   =   =   x   x   =   !   FA",
  declined: closed,
  expired: closed,
  cancelled_by_payee: closed,
  cancelled_by_service: closed,
  failed: closed,
}

function readRow(state: PaymentState): Readonly<Record<PaymentEventName, Cell>> {
  const cells = rows[state].trim().split(/\s+/)
  const read = paymentEvents.map((event, column) => {
    const cell = symbols[cells[column] ?? ""]
    if (cell === undefined || cells.length !== paymentEvents.length)
      throw new Error(`bad table row: ${state}`)
    return [event, cell] as const
  })
  return Object.fromEntries(read) as Record<PaymentEventName, Cell>
}

/** Every pair of state and event has exactly one cell. Source: payments API, transitions. */
export const transitionTable = Object.fromEntries(
  paymentStates.map((state) => [state, readRow(state)]),
) as Readonly<Record<PaymentState, Readonly<Record<PaymentEventName, Cell>>>>

/** Where an operator may resolve a payment to. */
export const resolutions = ["captured", "declined", "failed", "cancelled_by_service"] as const
export type Resolution = (typeof resolutions)[number]

/** The states that a cell can lead to from `state`; the state itself where nothing changes. */
export function reachable(state: PaymentState, cell: Cell): readonly PaymentState[] {
  switch (cell) {
    case "refused":
      return []
    case "recorded":
    case "operator_case":
      return [state]
    case "authorised_or_capturable":
      return ["authorised", "capturable"]
    case "another_card_or_declined":
      return ["started", "declined"]
    case "as_resolved":
      return resolutions
    default:
      return [cell]
  }
}

/** Every pair (from, to) that any event allows, self-pairs included: what the database lets through. */
export function legalMoves(): readonly (readonly [PaymentState, PaymentState])[] {
  const moves = paymentStates.flatMap((from) =>
    paymentEvents.flatMap((event) =>
      reachable(from, transitionTable[from][event]).map((to) => `${from} ${to}`),
    ),
  )
  return [...new Set(moves)].sort().map((move) => move.split(" ") as [PaymentState, PaymentState])
}
