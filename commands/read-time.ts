import type { Instant } from "#domain/instant.ts"
import { instant } from "#domain/instant.ts"

/** How a time is written on a command line. */
export const timeShape = "a day such as 2026-11-22, or a time such as 2026-11-22T09:30Z"

const shape = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?$/

/** Reads a day, which begins at midnight UTC, or a time with its zone; null for anything else. */
export function readTime(text: string): Instant | null {
  const milliseconds = shape.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(milliseconds) ? null : instant(milliseconds)
}
