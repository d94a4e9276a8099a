import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"
import type { SealedCredentials } from "#domain/acquirers/acquirer-account.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"

/** AES-256-GCM's own sizes, in bytes. */
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** A key of the ring: its name is stored with what it wraps. */
export interface RingKey {
  readonly id: string
  readonly bytes: Uint8Array
}

/** Envelope encryption with AES-256-GCM under a ring of keys. The first one is the newest. Throws on an empty ring. */
export function nodeCredentialVault(ring: readonly RingKey[]): CredentialVault {
  const [newest] = ring
  if (newest === undefined) throw new RangeError("a keyring needs a key")
  const wrap = (account: string, key: Uint8Array) => ({
    keyId: newest.id,
    wrappedKey: encrypt(newest.bytes, key, account),
  })
  const unwrap = (account: string, { keyId, wrappedKey }: SealedCredentials): Buffer | null => {
    const key = ring.find(({ id }) => id === keyId)
    return key === undefined ? null : decrypt(key.bytes, wrappedKey, account)
  }
  return {
    seal: (account, plain) => {
      const key = randomBytes(keyBytes)
      return { ...wrap(account, key), body: encrypt(key, Buffer.from(plain, "utf8"), account) }
    },
    open: (account, sealed) => {
      const key = unwrap(account, sealed)
      return key === null ? null : (decrypt(key, sealed.body, account)?.toString("utf8") ?? null)
    },
    rewrap: (account, sealed) => {
      const key = unwrap(account, sealed)
      return key === null ? null : { ...wrap(account, key), body: sealed.body }
    },
  }
}

function encrypt(key: Uint8Array, plain: Uint8Array, account: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(account))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64")
}

/** Null where it was altered, or sealed with another key or for another account. */
function decrypt(key: Uint8Array, sealed: string, account: string): Buffer | null {
  const bytes = Buffer.from(sealed, "base64")
  if (bytes.length < nonceBytes + tagBytes) return null
  const nonce = bytes.subarray(0, nonceBytes)
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(account)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()])
  } catch {
    // GCM says so by throwing only.
    return null
  }
}
