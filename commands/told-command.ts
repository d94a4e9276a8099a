import process from "node:process"
import { type OpenCommand, openCommand, reasonOf } from "./command-outside.ts"

/** What a command says in the end; it fails where `ok` is false. */
export interface Told {
  readonly ok: boolean
  readonly lines: readonly string[]
}

interface ToldCommand<Work> {
  /** The name that the database knows it by. */
  readonly name: string
  readonly help: string
  readonly read:
    | { readonly ok: true; readonly request: Work | { readonly verb: "help" } }
    | { readonly ok: false; readonly problem: string }
  run(opened: Extract<OpenCommand, { readonly ok: true }>, work: Work): Promise<Told>
}

/** Runs one command upon the database and tells a person what came of it. Ends the process with 1 where it failed. */
export async function runToldCommand<Work extends { readonly verb: string }>(
  command: ToldCommand<Work>,
): Promise<void> {
  const { read } = command
  if (!read.ok) return fail(read.problem)
  const { request } = read
  if (isHelp(request)) return console.log(command.help)
  const opened = await openCommand(process.env, command.name)
  if (!opened.ok) return fail(opened.problem)
  try {
    const done = await command.run(opened, request)
    for (const line of done.lines) (done.ok ? console.log : console.error)(line)
    process.exitCode = done.ok ? 0 : 1
  } catch (error) {
    fail(`Could not go on: ${reasonOf(error).message}`)
  } finally {
    await opened.close()
  }
}

function isHelp(request: { readonly verb: string }): request is { readonly verb: "help" } {
  return request.verb === "help"
}

function fail(problem: string): void {
  console.error(problem)
  process.exitCode = 1
}
