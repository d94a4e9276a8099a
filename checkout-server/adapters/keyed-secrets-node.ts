import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto"
import { base32Hex } from "#adapters/base32-hex.ts"
import type { KeyedSecrets } from "#ports/keyed-secrets.ts"

/** AES-256-GCM's own sizes, in bytes. */
const nonceBytes = 12
const authTagBytes = 16

/** 128 bits of tag fill 26 characters of base32. */
const tagBytes = 16

const version = "v1."

/**
 * Cryptography under one 32-byte master key. Tags and storage use keys derived from it (HKDF-SHA256), so that
 * neither tells anything about the other.
 */
export function nodeKeyedSecrets(masterKey: Uint8Array): KeyedSecrets {
  // As a key object, it is made ready for use once, and not for every tag.
  const tagKey = createSecretKey(derive(masterKey, "civic-pay tags"))
  const storageKey = derive(masterKey, "civic-pay storage")
  const tag = (label: string, id: string): string =>
    base32Hex(createHmac("sha256", tagKey).update(`${label}\n${id}`).digest().subarray(0, tagBytes))
  return {
    tag,
    tagMatches: (label, id, given) => sameText(tag(label, id), given),
    seal: (plain) => seal(storageKey, plain),
    open: (sealed) => open(storageKey, sealed),
    hmac: (secret, content) => createHmac("sha256", secret).update(content).digest("base64"),
    digest: (text) => createHash("sha256").update(text).digest("hex"),
  }
}

function derive(masterKey: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", masterKey, "", purpose, 32))
}

function sameText(one: string, other: string): boolean {
  const left = Buffer.from(one)
  const right = Buffer.from(other)
  return left.length === right.length && timingSafeEqual(left, right)
}

function seal(key: Uint8Array, plain: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv("aes-256-gcm", key, nonce)
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()])
  return version + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64")
}

function open(key: Uint8Array, sealed: string): string {
  if (!sealed.startsWith(version)) throw new Error("sealed by an unknown version")
  const bytes = Buffer.from(sealed.slice(version.length), "base64")
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), {
    authTagLength: authTagBytes,
  })
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + authTagBytes))
  return (
    decipher.update(bytes.subarray(nonceBytes + authTagBytes), undefined, "utf8") + decipher.final("utf8")
  )
}
