/** Keyed cryptography that needs a secret of ours. The keys stay inside the adapter. */
export interface KeyedSecrets {
  /** 128-bit tag for an id under a label (`payment`, `receipt`, `basket`): 26 characters `[0-9a-v]`. */
  tag(label: string, id: string): string
  /** Compares in constant time. */
  tagMatches(label: string, id: string, tag: string): boolean
  /** Encrypts for storage (AES-256-GCM, versioned). */
  seal(plain: string): string
  /** Reads what `seal` wrote. Throws where the text was altered or the key is another: a bug or an attack. */
  open(sealed: string): string
  /** HMAC-SHA256 of `content` under a caller's secret, base64. */
  hmac(secret: Uint8Array, content: string): string
  /** SHA-256 in lower-case hex, for values that are looked up by hash. */
  digest(text: string): string
}
