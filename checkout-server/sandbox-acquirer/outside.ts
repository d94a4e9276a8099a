import type { HttpBindings } from "@hono/node-server"
import type { Logger } from "pino"
import type { Receiver } from "./notifications/deliver.ts"
import type { Database } from "./store/connect.ts"

/** The face that speaks Stripe's words, under `/v1`. */
export interface StripeFace {
  /** `sk_test_…`: what callers show. */
  readonly secretKey: string
  /** Who is told of its events; null: nobody. */
  readonly receiver: Receiver | null
}

/** Everything that is not pure, handed in once by `startSandboxAcquirer` or by a test. */
export interface SandboxOutside {
  readonly sql: Database
  readonly clock: () => Date
  readonly log: Logger
  /** The origin that browsers use, without a trailing slash. */
  readonly publicUrl: string
  readonly apiKey: string
  readonly receiver: Receiver
  readonly control: boolean
  /** Absent: there is no `/v1`. */
  readonly stripe?: StripeFace
}

/** What routes share: the bell for the delivery loop, the acquirer's own clock, the end of all hanging answers. */
export interface RouteContext extends SandboxOutside {
  committed(): void
  /** Sends what is to reach the receiver before the call that changed this payment is answered. */
  sendEarly(paymentId: string): Promise<void>
  /** Moves the acquirer's clock forward and does what is due then. Notifications carry the real time all the same. */
  advance(milliseconds: number): Promise<void>
  readonly stopping: AbortSignal
}

/** Hono's environment: the raw connection is there behind a real server, and absent in `app.request`. */
export type SandboxEnv = { Bindings: Partial<HttpBindings> }
