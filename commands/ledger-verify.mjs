import { enter } from "./enter.mjs"

await enter("ledger-verify.ts")
