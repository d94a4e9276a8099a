import { enter } from "./enter.mjs"

await enter("conformance.ts")
