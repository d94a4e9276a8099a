import fc from "fast-check"
import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { containsCardNumber } from "#domain/card-number.ts"
import type { TestDatabase } from "#tests/support/test-database.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

let database: TestDatabase
let sql: postgres.Sql

beforeAll(async () => {
  database = await createTestDatabase()
  sql = postgres(database.url, { max: 1 })
})
afterAll(async () => {
  await sql.end()
  await database.drop()
})

async function inDatabase(texts: readonly string[]): Promise<readonly boolean[]> {
  const rows =
    await sql`select contains_pan(text) as found from unnest(${[...texts]}::text[]) with ordinality as t(text, n) order by n`
  return rows.map((row) => row["found"] === true)
}

const cards = [
  "4242424242424242",
  "4444 3333 2222 1111",
  "5555-5555-5555-4444",
  "378282246310005",
  "3056930009020004",
  "6759649826438453",
  "6200000000000005",
  "3566002020360505",
]
const others = [
  "6100000000002",
  "501234567",
  "4242424242424241",
  "42424242424242421",
  "10002345676",
  "07700 900 123 4242",
]

describe("contains_pan", () => {
  it("finds what the contract refuses", async () => {
    const texts = cards.flatMap((card) => [card, `paid with ${card} today`, `12/29 ${card} 123`])
    expect(await inDatabase(texts)).toEqual(texts.map(() => true))
    expect(texts.map(containsCardNumber)).toEqual(texts.map(() => true))
  })

  it("passes what is no card number", async () => {
    expect(await inDatabase(others)).toEqual(others.map(() => false))
    expect(others.map(containsCardNumber)).toEqual(others.map(() => false))
  })

  it("refuses nothing that the contract accepts", async () => {
    const piece = fc.oneof(
      fc.constantFrom(" ", "-", "  ", " - ", "x", ",", '"', ...cards, ...others),
      fc.stringMatching(/^[0-9]{1,17}$/),
      fc.string({ maxLength: 5 }),
    )
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("").replaceAll("\u0000", ""))
    const texts = fc.sample(text, { numRuns: 2000, seed: 20261122 })
    const found = await inDatabase(texts)
    const refusedByDatabaseOnly = texts.filter((one, index) => found[index] && !containsCardNumber(one))
    expect(refusedByDatabaseOnly).toEqual([])
    expect(found.filter(Boolean).length).toBeGreaterThan(100)
  })
})
