import { nodeKeyedSecrets } from "#adapters/keyed-secrets-node.ts"
import type { AcquirerOutside } from "#checkout-server/outside.ts"
import { closedAcquirer } from "#checkout-server/processes/closed-acquirer.ts"
import { openConnection } from "#db/connect.ts"
import type { Instant } from "#domain/instant.ts"
import { instant, later } from "#domain/instant.ts"
import type { Acquirer } from "#ports/acquirer.ts"
import type { Acquirers } from "#ports/acquirers.ts"
import type { LogFields } from "#ports/log.ts"
import { ScriptedAcquirer } from "#tests/support/scripted-acquirer.ts"

/** A clock that stands still until a test moves it. Waiting takes no time and is written down. */
export class FixedClock {
  #now: Instant
  readonly waits: number[] = []
  constructor(now: Instant = instant(Date.UTC(2026, 10, 22, 9, 30))) {
    this.#now = now
  }
  now(): Instant {
    return this.#now
  }
  async wait(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds)
  }
  advance(milliseconds: number): void {
    this.#now = later(this.#now, milliseconds)
  }
}

/** Ids that count, so that a failing test reads the same every time. */
function countedIds() {
  let count = 0
  return {
    next: () => (++count).toString(32).padStart(26, "0"),
    fraction: () => 0.5,
  }
}

export interface LogLine {
  readonly level: "info" | "warn" | "error"
  readonly fields: LogFields
  readonly message: string
}

/** An outside on a real PostgreSQL, with a scripted acquirer, a clock that tests move, and a log they can read. */
export interface TestOutside extends AcquirerOutside {
  readonly clock: FixedClock
  readonly acquirer: ScriptedAcquirer
  readonly lines: LogLine[]
  close(): Promise<void>
}

/** One account, with this acquirer behind it. */
export function onlyAcquirer(acquirer: Acquirer): Acquirers {
  return {
    of: async (account) => (account === acquirer.name ? acquirer : closedAcquirer(account)),
    all: async () => [acquirer.name],
    entered: () => ({
      ...closedAcquirer("entered"),
      whose: async () => ({ kind: "not_sent", cause: "credentials" }),
    }),
  }
}

/** Builds the outside of one test file. `overrides` replaces parts, such as a real webhook sender. */
export function testOutside(
  input: { readonly databaseUrl: string },
  overrides: Partial<Omit<AcquirerOutside, "clock" | "acquirer">> = {},
): TestOutside {
  const connection = openConnection(input.databaseUrl, "test")
  const lines: LogLine[] = []
  const acquirer = new ScriptedAcquirer()
  const write = (level: LogLine["level"]) => (fields: LogFields, message: string) => {
    lines.push({ level, fields, message })
  }
  return {
    db: connection.database,
    mode: "test",
    acquirer,
    acquirers: onlyAcquirer(acquirer),
    clock: new FixedClock(),
    ids: countedIds(),
    secrets: nodeKeyedSecrets(new Uint8Array(32).fill(7)),
    webhookSender: {
      post: async () => ({
        kind: "answered",
        status: 200,
        retryAfter: null,
        address: "127.0.0.1",
        durationMilliseconds: 1,
      }),
    },
    log: { info: write("info"), warn: write("warn"), error: write("error") },
    addresses: { checkout: "https://pay.example" },
    limits: { authorise: 50_000, prepare: 15_000, capture: 10_000, fetch: 10_000 },
    lines,
    close: () => connection.close(),
    ...overrides,
  }
}
