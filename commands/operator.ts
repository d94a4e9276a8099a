import process from "node:process"
import { type OperatorWork, operatorHelp, readOperatorArguments } from "./operator-arguments.ts"
import { runOperator } from "./run-operator.ts"
import { runToldCommand } from "./told-command.ts"

await runToldCommand<OperatorWork>({
  name: "operator",
  help: operatorHelp,
  read: readOperatorArguments(process.argv.slice(2)),
  run: ({ outside }, work) => runOperator(outside, work),
})
