import { enter } from "./enter.mjs"

await enter("acquirer.ts")
