import { createHash, randomBytes } from "node:crypto"

const alphabet = "abcdefghijklmnopqrstuvwxyz234567"

/** A fresh id such as `tok_k7q…`: the prefix names the kind, 26 characters carry 130 random bits. */
export function freshId(prefix: string): string {
  const characters = Array.from(randomBytes(26), (byte) => alphabet.charAt(byte % alphabet.length))
  return `${prefix}_${characters.join("")}`
}

/** 256 random bits, safe in a form field and in a URL. */
export function freshSecret(): string {
  return randomBytes(32).toString("base64url")
}

/** SHA-256 in hex: what is stored of tokens and secrets, so that a copy of the tables opens nothing. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}
