import { randomIds } from "#adapters/ids-random.ts"
import { nodeKeyedSecrets } from "#adapters/keyed-secrets-node.ts"
import type { Outside } from "#checkout-server/outside.ts"
import type { Database } from "#db/connect.ts"
import type { Instant } from "#domain/instant.ts"
import type { WebhookPost, WebhookPostOutcome } from "#ports/webhook-sender.ts"
import { start } from "#tests/db/records/webhook-rows.ts"

export const secrets = nodeKeyedSecrets(new Uint8Array(32).fill(7))

/** The outside of a dispatcher: a clock that tests move, jitter of the middle, a log that is kept. */
export interface DispatcherOutside {
  readonly outside: Outside
  readonly posts: WebhookPost[]
  readonly logged: string[]
  moveTo(at: Instant): void
}

/** A dispatcher whose sender answers as `post` says; every post is kept. */
export function dispatcher(
  db: Database,
  post: (request: WebhookPost) => Promise<WebhookPostOutcome>,
): DispatcherOutside {
  let now: Instant = start
  const posts: WebhookPost[] = []
  const logged: string[] = []
  const keep = (level: string) => (_fields: object, message: string) =>
    void logged.push(`${level}: ${message}`)
  // What deliveries do not touch is left out.
  const outside = {
    db,
    clock: { now: () => now, wait: () => Promise.resolve() },
    ids: { next: randomIds.next, fraction: () => 0.5 },
    secrets,
    webhookSender: {
      post: (request: WebhookPost) => {
        posts.push(request)
        return post(request)
      },
    },
    log: { info: keep("info"), warn: keep("warn"), error: keep("error") },
  } as unknown as Outside
  const moveTo = (at: Instant) => {
    now = at
  }
  return { outside, posts, logged, moveTo }
}

/** An answer with this status. */
export function answered(status: number, retryAfter: string | null = null): WebhookPostOutcome {
  return { kind: "answered", status, retryAfter, address: "127.0.0.1", durationMilliseconds: 12 }
}

/** A fresh `whsec_` secret made of one repeated byte. */
export function secretOf(byte: number): string {
  return `whsec_${Buffer.alloc(32, byte).toString("base64")}`
}
