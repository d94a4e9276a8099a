import { enter } from "./enter.mjs"

await enter("chaos.ts")
