import type { Instant } from "#domain/instant.ts"
import type { Acquirer, Prepared, PrepareRequest, RawNotification } from "#ports/acquirer.ts"

/** What the suite needs to know and to do about an acquirer, besides its adapter: everything behind the port. */
export interface ConformanceSubject {
  /** The adapter, set up as it should be. */
  readonly acquirer: Acquirer
  /** The adapter for the same account, set up otherwise in one respect. */
  setUp(otherwise: OtherSetUp): Acquirer
  readonly payee: Payee
  /** The acquirer's time. */
  now(): Promise<Instant>
  /** Lets time pass at the acquirer, with all that it brings. */
  advance(milliseconds: number): Promise<void>
  /** Makes the next call of this operation fail, about this payment only where its reference is given. */
  planFault(operation: FaultyOperation, fault: Fault, reference?: string): Promise<void>
  /** The payee's bank takes `amount` of a captured payment back. */
  openDispute(reference: string, amount: number): Promise<void>
  decideDispute(acquirerDisputeId: string, decision: "won" | "lost"): Promise<void>
  /** The payee tells the bank to let no more charges through on the card that this payment left to be kept. */
  stopCard(reference: string): Promise<void>
  /** The first notification about a payment, as it arrived. */
  notificationAbout(reference: string): Promise<RawNotification>
  close(): Promise<void>
}

/** One thing that is not as it should be, or not as usual. */
export interface OtherSetUp {
  /** Where another server stands, or none. */
  readonly apiUrl?: string
  /** A key that the acquirer does not know. */
  readonly credentials?: "wrong"
  /** The secrets of notifications: a new one besides the old, or the new one alone. */
  readonly notificationSecrets?: "new_and_current" | "new"
}

/** What a payee does in a browser. */
export interface Payee {
  /**
   * Enters a card, and lets the bank answer where the acquirer asks it itself. Where our server is to ask, the
   * token for that; null otherwise, also where the acquirer took no card or gave no answer.
   */
  enterCard(started: Started, card: TestCard): Promise<string | null>
  /** Answers the bank's challenge of the payment. */
  answerChallenge(challengeUrl: string, decision: "approve" | "decline"): Promise<void>
  /** Looks at the page on which a card is entered, and goes away. */
  abandon(started: Started): Promise<void>
}

/** A payment that has been prepared. */
export interface Started extends Prepared {
  readonly request: PrepareRequest
}

/** A test card by what comes of it. */
export type TestCard =
  | "good"
  | "short_of_funds"
  | "challenged"
  /** Its payee is asked the first time; kept, it can be charged. */
  | "challenged_once"
  /** It can be kept, and pays no more. */
  | "declined_later"
  | "refund_pending"
  | "refund_fails"

/** The operations that faults are tried on. */
export const faultyOperations = [
  "prepare",
  "authorise",
  "capture",
  "void",
  "refund",
  "forget",
  "fetch",
  "find",
  "changes",
  "settlements",
  "evidence",
  "acceptance",
] as const
export type FaultyOperation = (typeof faultyOperations)[number]

/** What goes wrong: after the acquirer has acted, or before. */
export const faults = ["timeout-after", "500-after", "cut-after", "429", "html-502", "409-in-flight"] as const
export type Fault = (typeof faults)[number]
