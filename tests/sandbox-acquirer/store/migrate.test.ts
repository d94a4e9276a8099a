import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { payoutDayOf } from "#sandbox-acquirer/settlements/payout-day.ts"
import { feeOf } from "#sandbox-acquirer/settlements/settlement-line.ts"
import { connect, schemaName } from "#sandbox-acquirer/store/connect.ts"
import { migrate } from "#sandbox-acquirer/store/migrate.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

it("two starts at once migrate once, and later ones not at all", async () => {
  const database = await createTestDatabase({ migrated: false })
  const ran = await Promise.all([migrate(database.url), migrate(database.url)])
  expect(ran.sort()).toEqual([0, 4])
  expect(await migrate(database.url)).toBe(0)
  await database.drop()
})

it("every table stays in its own schema, none with room for a card number", async () => {
  const database = await createTestDatabase({ migrated: false })
  await migrate(database.url)
  const sql = connect(database.url)
  const tables = await sql<{ table_schema: string }[]>`
    SELECT table_schema FROM information_schema.tables
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`
  expect(new Set(tables.map((row) => row.table_schema))).toEqual(new Set([schemaName]))
  const suspect = await sql`
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = ${schemaName} AND column_name ~ '(pan|cvc|cvv|card_number|cardholder)'`
  expect(suspect).toHaveLength(0)
  await sql.end()
  await database.drop()
})

it("what happened before the books is in them, in the words of today", async () => {
  const database = await createTestDatabase({ migrated: false })
  const sql = connect(database.url)
  const first = fileURLToPath(import.meta.resolve("#sandbox-acquirer/store/0001-initial.sql"))
  await sql.unsafe(`CREATE SCHEMA ${schemaName}`)
  await sql.unsafe(readFileSync(first, "utf8"))
  await sql`CREATE TABLE schema_version (version integer PRIMARY KEY)`
  await sql`INSERT INTO schema_version VALUES (1)`
  const payment = (id: string, mode: string) => sql`
    INSERT INTO payment (id, reference, amount, currency, capture_mode, description, language, return_url,
      challenge_return_url, created_at, expires_at, entry_id, entry_secret_digest, status, authorised, captured)
    VALUES (${id}, ${`ref-${id}`}, 18240, 'GBP', ${mode}, '', 'en', '', '', '2026-11-20T10:00:00Z',
      '2026-11-20T11:00:00Z', ${`ent-${id}`}, '', 'captured', 18240, 18240)`
  await payment("auto", "automatic")
  await payment("hand", "manual")
  await sql`INSERT INTO effect (id, kind, payment_id, amount, occurred_at) VALUES
    ('e1', 'charge', 'auto', 18240, '2026-11-20T23:59:59Z'),
    ('e2', 'charge', 'hand', 18240, '2026-11-21T00:00:00Z'),
    ('e3', 'capture', 'hand', 18240, '2026-11-22T12:00:00Z')`
  await sql`INSERT INTO refund (id, payment_id, refund_id, amount, status, created_at) VALUES
    ('r1', 'auto', 're-1', 100, 'succeeded', '2026-11-23T12:00:00Z'),
    ('r2', 'auto', 're-2', 200, 'failed', '2026-11-24T12:00:00Z')`
  await sql`INSERT INTO notification (id, payment_id, type, body, created_at) VALUES
    ('n2', 'hand', 'payment.captured', '', '2026-11-22T12:00:00Z'),
    ('n1', 'auto', 'payment.captured', '', '2026-11-20T23:59:59Z')`

  expect(await migrate(database.url)).toBe(3)

  const lines = await sql<Record<string, unknown>[]>`
    SELECT kind, payment_id, refund_id, gross, fee, net, payout_id, paid_on::text FROM settlement_line
    ORDER BY occurred_at, kind`
  const before = (kind: string, payment_id: string, moved: object) => ({
    kind,
    payment_id,
    refund_id: null,
    fee: 0,
    ...moved,
  })
  expect([...lines]).toEqual([
    before("payment", "auto", {
      ...{ gross: 18_240, fee: 227, net: 18_013 },
      ...{ payout_id: "po_20261120", paid_on: payoutDayOf("2026-11-20") },
    }),
    before("payment", "hand", {
      ...{ gross: 18_240, fee: feeOf({ kind: "payment", amount: 18_240 }), net: 18_013 },
      ...{ payout_id: "po_20261122", paid_on: payoutDayOf("2026-11-22") },
    }),
    before("refund", "auto", {
      ...{ refund_id: "re-1", gross: -100, net: -100 },
      ...{ payout_id: "po_20261123", paid_on: payoutDayOf("2026-11-23") },
    }),
    before("refund", "auto", {
      ...{ refund_id: "re-2", gross: -200, net: -200 },
      ...{ payout_id: "po_20261124", paid_on: payoutDayOf("2026-11-24") },
    }),
    before("refund_failed", "auto", {
      ...{ refund_id: "re-2", gross: 200, net: 200 },
      ...{ payout_id: "po_20261124", paid_on: payoutDayOf("2026-11-24") },
    }),
  ])
  const changes = await sql`SELECT payment_id FROM payment_change ORDER BY seq`
  expect(changes.map(({ payment_id }) => payment_id)).toEqual(["auto", "hand"])
  await sql.end()
  await database.drop()
})
