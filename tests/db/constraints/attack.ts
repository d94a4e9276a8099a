import type { TransactionSql } from "postgres"
import postgres from "postgres"
import { afterAll, beforeAll } from "vitest"
import type { Posting } from "#domain/ledger/posting.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { isClosed } from "#domain/payments/state.ts"
import type { Council } from "#tests/support/council.ts"
import { aCouncil } from "#tests/support/council.ts"

/** A council's database with two ways in by raw SQL, past every line of our code. */
export interface Attack {
  readonly council: Council
  /** The owner of the tables: held by constraints and triggers only. */
  readonly owner: postgres.Sql
  /** What the processes run as. */
  readonly app: postgres.Sql
  /** What reads for a buyer run as, with no scope set. */
  readonly buyer: postgres.Sql
  /** Both who may write. */
  writers(): readonly (readonly [string, postgres.Sql])[]
}

/** Opens the ways in before a file's tests and closes them after. */
export function openAttack(): Attack {
  const opened: { council?: Council; owner?: postgres.Sql; app?: postgres.Sql; buyer?: postgres.Sql } = {}
  beforeAll(async () => {
    const council = await aCouncil()
    const connect = (connection: Record<string, string>) =>
      postgres(council.databaseUrl, { max: 2, onnotice: () => {}, connection })
    opened.council = council
    opened.owner = connect({})
    opened.app = connect({ role: "civic_pay_app" })
    opened.buyer = connect({ role: "civic_pay_buyer" })
  })
  afterAll(async () => {
    await Promise.all([opened.owner?.end(), opened.app?.end(), opened.buyer?.end()])
    await opened.council?.end()
  })
  return {
    get council() {
      return known(opened.council)
    },
    get owner() {
      return known(opened.owner)
    },
    get app() {
      return known(opened.app)
    },
    get buyer() {
      return known(opened.buyer)
    },
    writers: () => [
      ["owner", known(opened.owner)],
      ["civic_pay_app", known(opened.app)],
    ],
  }
}

function known<T>(opened: T | undefined): T {
  if (opened === undefined) throw new Error("the ways in open before the tests")
  return opened
}

/** What PostgreSQL refused with: the constraint's name, or the SQLSTATE where none is named; `accepted` if it did not. */
export async function refusal(statement: PromiseLike<unknown>): Promise<string> {
  try {
    await statement
    return "accepted"
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error
    return error.constraint_name ?? error.code
  }
}

/** integrity_constraint_violation: raised by our own triggers. */
export const brokenRule = "23000"
/** insufficient_privilege */
export const notAllowed = "42501"

let counted = 0

/** A fresh id of the shape that payments have. */
export function freshId(): string {
  counted += 1
  return `v${counted.toString(32).padStart(25, "0")}`
}

/** A row of `payment` as a new payment of Council Tax has it, with what a test says of it. */
export async function paymentRow(attack: Attack, facts: Record<string, unknown> = {}) {
  const { service } = await attack.council.page("council-tax")
  return {
    id: freshId(),
    buyer_id: service.buyerId,
    service_id: service.id,
    mode: "test",
    acquirer: "sandbox",
    state: "created",
    version: 1,
    notices: 0,
    amount: 14_250,
    authorised: 0,
    captured: 0,
    refund_reserved: 0,
    refunded: 0,
    currency: "GBP",
    reference: "501234567",
    description: "Council Tax",
    language: "en",
    origin: "api",
    return_url: "https://council.example/return",
    delayed_capture: false,
    moto: false,
    attempts: 0,
    challenged: false,
    created_at: "2026-11-22T09:00:00Z",
    expires_at: "2026-11-22T10:30:00Z",
    ...facts,
  }
}

/** Inserts a new payment by raw SQL; answers its id. */
export async function rawPayment(attack: Attack, facts: Record<string, unknown> = {}): Promise<string> {
  const row = await paymentRow(attack, facts)
  await attack.owner`insert into payment ${attack.owner(row)}`
  return row.id
}

/** A payment that stands in `state`, put there with every trigger and foreign key switched off. */
export async function rawPaymentIn(attack: Attack, state: PaymentState): Promise<string> {
  const row = await paymentRow(attack, { state, prev_state: state, ...amountsIn(state) })
  await attack.owner.begin(async (sql) => {
    await sql`set local session_replication_role = replica`
    await sql`insert into payment ${sql(row)}`
  })
  return row.id
}

/** The amounts that make a state plausible, so that nothing but the move itself is judged. */
function amountsIn(state: PaymentState) {
  const paid = { authorised: 14_250, captured: 14_250, captured_at: "2026-11-22T09:30:00Z" }
  if (state === "captured") return paid
  return { authorised: state === "authorised" || state === "capturable" ? 14_250 : 0, captured: 0 }
}

/** The same after a move from a paid payment: what was captured stays, and a closed state has given it all back. */
export function amountsAfter(from: PaymentState, to: PaymentState) {
  if (from !== "captured") return { ...amountsIn(to), refund_reserved: 0, refunded: 0 }
  const back = isClosed(to) ? 14_250 : 0
  return { ...amountsIn("captured"), refund_reserved: back, refunded: back }
}

/** Writes a posting of a payment by raw SQL; its id is made of its cause. */
export async function post(sql: TransactionSql, paymentId: string, posting: Posting): Promise<void> {
  const id = `${posting.kind}_${posting.sourceId}`
  await sql`
    insert into ledger_transaction (id, kind, source_id, payment_id, buyer_id, service_id, mode, currency, posted_at)
    select ${id}, ${posting.kind}, ${posting.sourceId}, id, buyer_id, service_id, mode, currency, created_at
    from payment where id = ${paymentId}`
  for (const [index, { account, amount }] of posting.entries.entries())
    await sql`insert into ledger_entry values (${id}, ${index + 1}, ${account}, ${amount})`
}
