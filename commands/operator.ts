import process from "node:process"
import { openCommand, reasonOf } from "./command-outside.ts"
import { operatorHelp, readOperatorArguments } from "./operator-arguments.ts"
import { runOperator } from "./run-operator.ts"

const read = readOperatorArguments(process.argv.slice(2))
if (!read.ok) {
  console.error(read.problem)
  process.exit(1)
}
const { request } = read
if (request.verb === "help") {
  console.log(operatorHelp)
  process.exit(0)
}
const opened = await openCommand(process.env, "operator")
if (!opened.ok) {
  console.error(opened.problem)
  process.exit(1)
}
try {
  const done = await runOperator(opened.outside, request)
  for (const line of done.lines) (done.ok ? console.log : console.error)(line)
  process.exitCode = done.ok ? 0 : 1
} catch (error) {
  console.error(`Could not go on: ${reasonOf(error).message}`)
  process.exitCode = 1
} finally {
  await opened.close()
}
