import { expect, it } from "vitest"
import { readStatementLog } from "./statement-log.ts"

const log = `<checkout-server|11> LOG:  execute ybx1: select "id" from "api_key" where "digest" = $1
<checkout-server|11> DETAIL:  Parameters: $1 = 'a <worker|12> LOG:  statement: select 1'
<checkout-server|11> LOG:  statement: begin
<worker|12> LOG:  statement: BEGIN
<checkout-server|11> LOG:  execute ybx2: insert into "payment" ("id")
	values ($1)
<checkout-server|11> LOG:  execute <unnamed>: with told as (select 1)
	select * from told
<worker|12> LOG:  execute ab3: update webhook_delivery
<worker|12> LOG:  statement: ROLLBACK
<checkout-server|11> LOG:  statement: commit
<checkout-server|13> LOG:  execute ybx1: select "id" from "api_key" where "digest" = $1
<|9> LOG:  checkpoint starting: time
`

it("each program's statements and transactions are counted apart", () => {
  expect(Object.fromEntries(readStatementLog(log))).toEqual({
    "checkout-server": { statements: 4, transactions: 3 },
    worker: { statements: 1, transactions: 1 },
  })
})

it("a log of nothing counts nothing", () => {
  expect(readStatementLog("").size).toBe(0)
})
