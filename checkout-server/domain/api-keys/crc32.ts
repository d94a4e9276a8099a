/** Reversed polynomial of CRC-32 as in ISO/IEC/IEEE 8802-3, zip and PNG. */
const polynomial = 0xedb88320

/** CRC-32 of an ASCII text, 0 to 2^32 − 1. Check value: `123456789` gives 0xcbf43926. */
export function crc32(text: string): number {
  let remainder = 0xffffffff
  for (let index = 0; index < text.length; index++) {
    remainder ^= text.charCodeAt(index)
    for (let bit = 0; bit < 8; bit++) {
      remainder = (remainder >>> 1) ^ (remainder & 1 ? polynomial : 0)
    }
  }
  return ~remainder >>> 0
}
