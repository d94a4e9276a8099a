import { enter } from "./enter.mjs"

await enter("simulate.ts")
