import { enter } from "./enter.mjs"

await enter("operator.ts")
