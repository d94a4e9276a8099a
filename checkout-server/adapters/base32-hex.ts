const alphabet = "0123456789abcdefghijklmnopqrstuv"

/** Bytes in base32hex (RFC 4648, lower case, no padding): five bits a character, the last one filled with zeros. */
export function base32Hex(bytes: Uint8Array): string {
  let text = ""
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet.charAt((held >> bits) & 31)
      held &= (1 << bits) - 1
    }
  }
  return bits > 0 ? text + alphabet.charAt((held << (5 - bits)) & 31) : text
}
