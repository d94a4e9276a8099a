import process from "node:process"
import { openCommand, reasonOf } from "./command-outside.ts"
import { readVerifyArguments, verifyHelp } from "./ledger-verify-arguments.ts"
import { runLedgerVerify, verifyEnds } from "./run-ledger-verify.ts"

const read = readVerifyArguments(process.argv.slice(2))
if (!read.ok) {
  console.error(read.problem)
  process.exit(verifyEnds.couldNotCheck)
}
const { request } = read
if (request.help) {
  console.log(verifyHelp)
  process.exit(verifyEnds.clean)
}
const opened = await openCommand(process.env, "ledger-verify")
if (!opened.ok) {
  console.error(opened.problem)
  process.exit(verifyEnds.couldNotCheck)
}
try {
  process.exitCode = await runLedgerVerify(opened.outside, request, { line, progress })
} catch (error) {
  line(`Could not go on: ${reasonOf(error).message}`)
  process.exitCode = verifyEnds.couldNotCheck
} finally {
  await opened.close()
}

function line(text: string): void {
  progress("")
  console.log(text)
}

/** One line that is written over itself, for a person at a terminal. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}
