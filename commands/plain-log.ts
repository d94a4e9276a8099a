import type { Log, LogFields } from "#ports/log.ts"

/** The log of a command: standard output is for what the person asked, warnings go beside it. */
export const plainLog: Log = {
  info: () => {},
  warn: (fields, message) => console.error(plainLine(fields, message)),
  error: (fields, message) => console.error(plainLine(fields, message)),
}

function plainLine(fields: LogFields, message: string): string {
  const facts = Object.entries(fields).map(([name, value]) => {
    return `${name} ${value instanceof Error ? value.name : value}`
  })
  return `${message} (${facts.join(", ")})`
}
