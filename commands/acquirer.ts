import process from "node:process"
import { type AcquirerWork, acquirerHelp, readAcquirerArguments } from "./acquirer-arguments.ts"
import { runAcquirer } from "./run-acquirer.ts"
import { runToldCommand } from "./told-command.ts"

await runToldCommand<AcquirerWork>({
  name: "acquirer",
  help: acquirerHelp,
  read: readAcquirerArguments(process.argv.slice(2), process.env),
  run: runAcquirer,
})
