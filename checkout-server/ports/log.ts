/** Structured log. Fields carry ids, codes, counts and durations: never personal data, tokens, keys or bodies. */
export interface Log {
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined | Error>>
