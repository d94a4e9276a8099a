import { maskCardNumbers } from "#domain/card-number.ts"

/** What a browser stopped, with nothing that opens a payment or names a person. */
export interface PolicyViolation {
  /** `script-src-elem`. */
  readonly directive: string
  /** An origin, or a word such as `inline`. */
  readonly blocked: string
  /** The page's address with its secrets left out: `/pay/:capability`. */
  readonly page: string
}

const longest = { blocked: 200, page: 100 } as const

/** Of what a browser told, only what is safe to keep; null where that is nothing of our pages. */
export function readViolation(told: {
  readonly directive: string
  readonly blocked: string
  readonly document: string
  readonly ownOrigin: string
}): PolicyViolation | null {
  const page = URL.canParse(told.document) ? new URL(told.document) : null
  if (page?.origin !== told.ownOrigin || !/^[a-z-]{1,50}$/.test(told.directive)) return null
  return {
    directive: told.directive,
    blocked: maskCardNumbers(originOrWord(told.blocked)).slice(0, longest.blocked),
    page: withoutSecrets(page.pathname).slice(0, longest.page),
  }
}

function originOrWord(blocked: string): string {
  if (/^[a-z-]{1,20}$/.test(blocked)) return blocked
  if (!URL.canParse(blocked)) return "unknown"
  const { origin, protocol } = new URL(blocked)
  return origin === "null" ? protocol.slice(0, -1) : origin
}

/** A capability opens a payment: every long part of a path is one, or is as good as one. */
function withoutSecrets(path: string): string {
  return path.replace(/[^/]{26,}/g, ":capability")
}
