import { expect, it } from "vitest"
import { readTps } from "./pgbench.ts"

it("the rate is what pgbench prints last", () => {
  const output =
    "latency average = 1.084 ms\ninitial connection time = 12.345 ms\ntps = 921.940317 (without …)\n"
  expect(readTps(output)).toBe(921.940317)
})

it("a run without a rate is a failed one", () => {
  expect(() => readTps('pgbench: error: connection to server at "127.0.0.1" failed')).toThrow(
    "pgbench has no rate to tell",
  )
})
