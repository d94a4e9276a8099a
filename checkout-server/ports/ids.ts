/** Fresh random identifiers and secrets. */
export interface Ids {
  /** 26 characters `[0-9a-v]`: 130 random bits. */
  next(): string
  /** A number in `[0, 1)`, for jitter. */
  fraction(): number
}
