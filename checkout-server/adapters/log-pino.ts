import pino from "pino"
import { maskCardNumbers } from "#domain/card-number.ts"
import type { Log, LogFields } from "#ports/log.ts"

export type LogLevel = "debug" | "info" | "warn" | "error"

/** Written out together, and at the latest after so long: one system call for many lines. */
const pageBytes = 4_096
const flushMilliseconds = 50

/**
 * JSON lines on standard output, a moment later; warnings and errors at once, with all before them. A reader that is gone
 * is not waited for. A last line of defence masks anything that looks like a card number in a text field; of an error
 * only its class, code and place are kept, because messages of a database hold parameters.
 */
export function pinoLog(name: string, level: LogLevel): Log {
  // Not `flushSync`: that one tries for ever to write into a pipe that is broken.
  const output = pino.destination({ fd: 1, sync: true, minLength: pageBytes })
  setInterval(() => output.flush(), flushMilliseconds).unref()
  process.once("exit", () => output.flush())
  const options = { name, level, base: { name }, timestamp: pino.stdTimeFunctions.isoTime }
  const logger = pino(options, output)
  return {
    info: (fields, message) => logger.info(safe(fields), message),
    warn: (fields, message) => {
      logger.warn(safe(fields), message)
      output.flush()
    },
    error: (fields, message) => {
      logger.error(safe(fields), message)
      output.flush()
    },
  }
}

function safe(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, safeValue(value)]))
}

function safeValue(value: LogFields[string]): unknown {
  if (typeof value === "string") return maskCardNumbers(value)
  return value instanceof Error ? errorFacts(value) : value
}

/** Frames of a stack name files and lines, never values; the first line, which holds the message, is dropped. */
function errorFacts(error: Error): Record<string, unknown> {
  const cause = error.cause instanceof Error ? error.cause : error
  const code = "code" in cause ? String(cause.code) : undefined
  const constraint = "constraint_name" in cause ? String(cause.constraint_name) : undefined
  const frames = error.stack?.slice(error.stack.indexOf(error.message) + error.message.length)
  const stack = frames?.split("\n").filter((line) => /^\s+at /.test(line))
  return { type: error.name, code, constraint, stack: stack?.slice(0, 12).join("\n") }
}
