import process from "node:process"
import { acquirerHelp, readAcquirerArguments } from "./acquirer-arguments.ts"
import { openCommand, reasonOf } from "./command-outside.ts"
import { runAcquirer } from "./run-acquirer.ts"

const read = readAcquirerArguments(process.argv.slice(2), process.env)
if (!read.ok) {
  console.error(read.problem)
  process.exit(1)
}
const { request } = read
if (request.verb === "help") {
  console.log(acquirerHelp)
  process.exit(0)
}
const opened = await openCommand(process.env, "acquirer")
if (!opened.ok) {
  console.error(opened.problem)
  process.exit(1)
}
try {
  const done = await runAcquirer(opened, request)
  for (const line of done.lines) (done.ok ? console.log : console.error)(line)
  process.exitCode = done.ok ? 0 : 1
} catch (error) {
  console.error(`Could not go on: ${reasonOf(error).message}`)
  process.exitCode = 1
} finally {
  await opened.close()
}
