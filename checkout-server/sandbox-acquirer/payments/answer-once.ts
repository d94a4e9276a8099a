import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import type { Answer } from "./write.ts"

/** How long a key replays its answer. */
export const keyLifeMilliseconds = 86_400_000

/** Keeps our advisory locks apart from those of other programs in the same database. */
const lockSpace = 7_219_034

export interface KeyedCall {
  readonly key: string
  /** Digest of the method, path and exact body. */
  readonly fingerprint: string
  readonly now: Date
  /** The effect happens and the answer is not kept: the same key again is a new request. */
  readonly forgotten: boolean
}

/** What a key has come to: each face has its own words for the last two. */
export type KeyedOutcome =
  | { readonly kind: "answered" | "replayed"; readonly answer: Answer }
  /** The key belongs to another request. */
  | { readonly kind: "mismatch" }
  /** The first call under the key still runs. */
  | { readonly kind: "in_flight" }

/** The answer already given under a key, or the word that the key belongs to another request. Null: neither. */
export async function storedAnswer(
  sql: Database | Transaction,
  call: Omit<KeyedCall, "forgotten">,
): Promise<KeyedOutcome | null> {
  const bornAfter = new Date(call.now.getTime() - keyLifeMilliseconds)
  const [stored] = await sql<{ fingerprint: string; status: number; body: string }[]>`
    SELECT fingerprint, status, body FROM idempotency_key
    WHERE key = ${call.key} AND created_at > ${bornAfter}`
  if (!stored) return null
  if (stored.fingerprint !== call.fingerprint) return { kind: "mismatch" }
  return { kind: "replayed", answer: { status: stored.status, body: JSON.parse(stored.body) } }
}

/**
 * Runs `effect` at most once per key: the effect, its notification and the stored answer commit together. The same
 * key and request again get the stored answer. A crash leaves nothing behind.
 */
export async function answerOnce(
  sql: Database,
  call: KeyedCall,
  effect: (tx: Transaction) => Promise<Answer>,
): Promise<KeyedOutcome> {
  return sql.begin<KeyedOutcome>(async (tx) => {
    const [lock] = await tx<{ mine: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(hashtextextended(${call.key}, ${lockSpace})) AS mine`
    if (!lock?.mine) return { kind: "in_flight" }
    const stored = await storedAnswer(tx, call)
    if (stored) return stored
    const answer = await effect(tx)
    if (call.forgotten) return { kind: "answered", answer }
    await tx`
      INSERT INTO idempotency_key (key, fingerprint, status, body, created_at)
      VALUES (${call.key}, ${call.fingerprint}, ${answer.status}, ${JSON.stringify(answer.body)}, ${call.now})
      ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status,
        body = excluded.body, created_at = excluded.created_at`
    return { kind: "answered", answer }
  })
}
