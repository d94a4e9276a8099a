import { expect, it } from "vitest"
import { jsonLines, tableOf } from "./figure-table.ts"
import type { Figure } from "./figures.ts"

const figures: readonly Figure[] = [
  { name: "create.rate", title: "Civic Pay", value: 1234.56, unit: "/s" },
  { name: "create.ratio", title: "to bare", value: 0.71234, unit: "×", target: { atLeast: 0.7 } },
  { name: "memory.worker", title: "worker", value: 251.04, unit: "MB", target: { atMost: 250 } },
  { name: "memory.demo", title: "demo", value: null, unit: "MB", target: { atMost: 250 } },
  { name: "create.pgbench", title: "pgbench", value: null, unit: "/s", note: "pgbench is not installed" },
]

it("a table shows value, target and why there is none", () => {
  expect(tableOf("Creating", figures)).toBe(
    [
      "Creating",
      "  Civic Pay        1235/s",
      "  to bare          0.71 ×  ✓ wanted ≥ 0.7 ×",
      "  worker           251 MB  ✗ wanted ≤ 250 MB",
      "  demo                  –  ? wanted ≤ 250 MB",
      "  pgbench               –  (pgbench is not installed)",
    ].join("\n"),
  )
})

it("a figure is one line of JSON, whatever it lacks", () => {
  const lines = jsonLines("create", figures).trimEnd().split("\n")
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { benchmark: "create", name: "create.rate", value: 1234.56, unit: "/s" },
    {
      benchmark: "create",
      name: "create.ratio",
      value: 0.71234,
      unit: "×",
      target: { atLeast: 0.7 },
      met: true,
    },
    {
      benchmark: "create",
      name: "memory.worker",
      value: 251.04,
      unit: "MB",
      target: { atMost: 250 },
      met: false,
    },
    {
      benchmark: "create",
      name: "memory.demo",
      value: null,
      unit: "MB",
      target: { atMost: 250 },
      met: null,
    },
    {
      benchmark: "create",
      name: "create.pgbench",
      value: null,
      unit: "/s",
      note: "pgbench is not installed",
    },
  ])
})

it("no figures are no lines", () => {
  expect(jsonLines("create", [])).toBe("")
})
