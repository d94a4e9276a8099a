/** One HTTP request of a load. */
export interface PlannedRequest {
  readonly method: "GET" | "POST"
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Requests sent by `clients` that each wait for their answer: the next one begins when the last one ended. */
export interface Load {
  readonly origin: string
  readonly clients: number
  readonly ends: { readonly seconds: number } | { readonly count: number }
  /** Sent in turn, over and over. */
  readonly requests: readonly PlannedRequest[]
  /** The status of every answer: any other ends the run, for it would measure something else. */
  readonly expect: number
}

/** Payments taken by `clients` payees at once: to the card form, or to the receipt. */
export interface Payments {
  readonly checkout: string
  readonly apiKey: string
  readonly clients: number
  readonly count: number
  readonly to: "card_form" | "receipt"
}

export type LoadOrder =
  | { readonly kind: "load"; readonly load: Load }
  | { readonly kind: "payments"; readonly payments: Payments }

export interface LoadAnswer {
  /** From the first byte to the last. */
  readonly seconds: number
  /** One for each request or payment. */
  readonly milliseconds: readonly number[]
  /** Of payments: their checkout pages. */
  readonly pages: readonly string[]
}

/** Starts the bare endpoint. */
export interface BareOrder {
  readonly databaseUrl: string
  readonly owner: PaymentOwner
}

/** Whose payments are made: what an API key stands for. */
export interface PaymentOwner {
  readonly buyerId: string
  readonly serviceId: string
  readonly mode: string
}

/** Where a process of a benchmark listens. */
export interface Listening {
  readonly origin: string
}

export type ReceiverOrder = "listen" | "forget" | "tell"

/** What a receiver of webhooks has got since it was told to forget. Times are milliseconds since 1970. */
export interface Received extends Listening {
  readonly count: number
  readonly firstAt: number
  readonly lastAt: number
}
