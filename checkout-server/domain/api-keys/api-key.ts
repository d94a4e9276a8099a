import { crc32 } from "#domain/api-keys/crc32.ts"
import type { Instant } from "#domain/instant.ts"
import type { Mode } from "#domain/services/service.ts"

/** What a key may do. Without `personal_data:read` no answer names a payee. */
export const apiKeyScopes = [
  "payments:read",
  "payments:write",
  "refunds:read",
  "refunds:write",
  "disputes:read",
  "disputes:write",
  "personal_data:read",
] as const
export type ApiKeyScope = (typeof apiKeyScopes)[number]

/** A key of a buyer's server as it is stored: never the text of the key. */
export interface ApiKey {
  readonly id: string
  readonly serviceId: string
  /** The service takes payments and gives refunds now. */
  readonly serviceEnabled: boolean
  /** The acquirer account that the service's new payments go to; null while there is none. */
  readonly acquirer: string | null
  readonly buyerId: string
  readonly mode: Mode
  /** What it may read: its own service's payments, or those of all its buyer's services. It writes to its own. */
  readonly reach: "service" | "buyer"
  readonly scopes: readonly ApiKeyScope[]
  readonly expiresAt: Instant
  readonly revokedAt: Instant | null
}

/** True while the key opens anything: neither revoked nor past its expiry. */
export function isKeyValid(key: ApiKey, at: Instant): boolean {
  return key.revokedAt === null && at < key.expiresAt
}

/** 256 random bits: nobody guesses a key, so a plain hash of it is enough to store. */
const randomBytes = 32

/** 62^43 is just above 2^256. */
const randomCharacters = 43

/** 62^6 is above 2^32, the range of the checksum. */
const checksumCharacters = 6

const keyShape = /^civicpay_(test|live)_[0-9A-Za-z]{49}$/

/**
 * The text of a new key: `civicpay_test_` or `civicpay_live_`, 43 base62 characters of `random` (32 bytes) and 6 of
 * the CRC-32 over all before. Shown once, stored only as a hash. Throws on another number of bytes: a bug.
 */
export function makeApiKey(input: { readonly mode: Mode; readonly random: Uint8Array }): string {
  if (input.random.length !== randomBytes) throw new RangeError(`a key needs ${randomBytes} random bytes`)
  const number = input.random.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  const body = `civicpay_${input.mode}_${base62(number, randomCharacters)}`
  return body + checksum(body)
}

/**
 * Reads a text that claims to be a key; null where its shape or checksum is wrong. The checksum is for typing errors
 * and secret scanners: it proves nothing, and saves a look into the database.
 */
export function readApiKey(text: string): { readonly mode: Mode } | null {
  const match = keyShape.exec(text)
  if (!match || checksum(text.slice(0, -checksumCharacters)) !== text.slice(-checksumCharacters)) return null
  return { mode: match[1] === "live" ? "live" : "test" }
}

function checksum(body: string): string {
  return base62(BigInt(crc32(body)), checksumCharacters)
}

const base62Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

function base62(number: bigint, length: number): string {
  let digits = ""
  for (let rest = number; digits.length < length; rest /= 62n) {
    digits = base62Digits.charAt(Number(rest % 62n)) + digits
  }
  return digits
}
