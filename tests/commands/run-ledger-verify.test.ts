import postgres from "postgres"
import { expect, it } from "vitest"
import type { VerifyWork } from "#commands/ledger-verify-arguments.ts"
import { runLedgerVerify } from "#commands/run-ledger-verify.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

async function verify(request: VerifyWork = { help: false, since: null, withAcquirer: true }) {
  const lines: string[] = []
  const progress: string[] = []
  const code = await runLedgerVerify(till.council.outside, request, {
    line: (text) => void lines.push(text),
    progress: (text) => void progress.push(text),
  })
  return { code, lines, progress }
}

it("ends with 0 where all agree, 2 where that is not sure, 1 where a difference is named", async () => {
  const { acquirer } = till.council.outside
  const payment = await aStartedPayment(till.council)
  await till.pay(payment.id)
  const clean = await verify()
  expect(clean.code).toBe(0)
  expect(clean.lines).toEqual([
    "Checked 1 postings and 1 payments, 1 of them with the acquirer.",
    "No differences.",
  ])
  expect(clean.progress).toContain("1 postings, 1 payments, 1 asked …")

  acquirer.down = true
  const silent = await verify()
  expect(silent.code).toBe(2)
  expect(silent.lines).toEqual([
    "Checked 1 postings and 1 payments, 1 of them with the acquirer.",
    "No differences found in what could be asked; 2 questions unanswered:",
    "  sandbox: 2",
  ])
  const without = await verify({ help: false, since: null, withAcquirer: false })
  expect(without).toMatchObject({ code: 0 })
  acquirer.down = false

  const sql = postgres(till.council.databaseUrl, {
    max: 1,
    connection: { session_replication_role: "replica" },
  })
  await sql`update payment set captured = 14000 where id = ${payment.id}`
  await sql.end()
  const differing = await verify()
  expect(differing.code).toBe(1)
  expect(differing.lines).toEqual([
    `capture_differs  ${payment.id}  payments: captured £140.00; ledger: captured £142.50`,
    "Checked 1 postings and 1 payments, 1 of them with the acquirer.",
    "Differences: 1.",
  ])
  acquirer.down = true
  const both = await verify()
  acquirer.down = false
  expect(both.code).toBe(1)
  expect(both.lines.slice(-2)).toEqual([
    "Differences found: 1, in what could be asked; 2 questions unanswered:",
    "  sandbox: 2",
  ])
})

it("asks about the last thirty days unless told otherwise", async () => {
  const { clock } = till.council.outside
  clock.advance(31 * 86_400_000)
  expect((await verify()).lines.join()).toContain("0 of them with the acquirer")
  const since = clock.now()
  clock.advance(-31 * 86_400_000)
  expect((await verify({ help: false, since, withAcquirer: true })).lines.join()).toContain("0 of them")
})
