import type postgres from "postgres"
import type { PaymentState } from "#domain/payments/state.ts"
import { closedStates, finishedStates } from "#domain/payments/state.ts"
import type { Found } from "./history.ts"
import { brokenHistories, untoldChanges } from "./history.ts"

/** A rule that does not hold, of whom, and what is there instead. */
export interface Violation extends Found {
  readonly rule: string
}

/** A rule as a query for what breaks it. */
interface Rule {
  readonly rule: string
  find(sql: postgres.Sql): Promise<readonly Found[]>
}

/** An acquirer's receivable that belongs to a payment's own money; fees, payouts and disputes are other matters. */
const otherKinds = ["fee", "payout", "dispute_opened", "dispute_won", "dispute_lost"]
/** A notification may be about a card entry that nobody ever saw; settlement days are compared by other means. */
const otherReasons = ["notification_set_aside", "settlement_difference"]
const openStates = ["prepared", "sent", "unknown", "awaiting_payee"]
/** The ends of a payment, and the one state in which it may wait for the buyer. */
const restingStates = [...finishedStates, "capturable"]

/** What must hold in our database once nothing goes wrong any more and everything due is done. */
const checkoutRules: readonly Rule[] = [
  {
    rule: "a posting balances",
    find: (sql) => sql<Found[]>`
      SELECT posting.id AS subject, count(entry.line) || ' lines, sum ' || coalesce(sum(amount), 0) AS detail
      FROM ledger_transaction posting LEFT JOIN ledger_entry entry ON entry.transaction_id = posting.id
      GROUP BY posting.id HAVING count(entry.line) < 2 OR sum(amount) <> 0 ORDER BY posting.id`,
  },
  {
    rule: "the ledger says what the payment's columns say",
    find: (sql) => sql<Found[]>`
      SELECT payment.id AS subject,
        state || ': columns ' || captured - refunded || ', ledger ' || coalesce(posted.net, 0) AS detail
      FROM payment LEFT JOIN (
        SELECT payment_id, sum(amount) AS net
        FROM ledger_transaction JOIN ledger_entry ON transaction_id = ledger_transaction.id
        WHERE account = 'acquirer_receivable' AND kind <> ALL (${otherKinds})
        GROUP BY payment_id
      ) posted ON posted.payment_id = payment.id
      WHERE coalesce(posted.net, 0) <> captured - refunded ORDER BY payment.id`,
  },
  {
    rule: "a closed payment keeps no money",
    find: (sql) => sql<Found[]>`
      SELECT id AS subject, state || ' with ' || captured || ', given back ' || refunded AS detail FROM payment
      WHERE state = ANY (${[...closedStates]}) AND captured <> refunded ORDER BY id`,
  },
  {
    rule: "a refund ends",
    find: (sql) => sql<Found[]>`
      SELECT id AS subject, 'is ' || state || ', of payment ' || payment_id AS detail FROM refund
      WHERE state NOT IN ('succeeded', 'failed') ORDER BY id`,
  },
  {
    rule: "refunds add up to the payment's columns",
    find: (sql) => sql<Found[]>`
      SELECT payment.id AS subject, 'reserved ' || refund_reserved || ', refunded ' || refunded || '; refunds: '
        || coalesce(string_agg(refund.amount || ' ' || refund.state, ', ' ORDER BY refund.id), 'none') AS detail
      FROM payment LEFT JOIN refund ON refund.payment_id = payment.id AND refund.kind = 'refund'
      WHERE payment.state <> 'failed' GROUP BY payment.id
      HAVING refunded <> coalesce(sum(refund.amount) FILTER (WHERE refund.state = 'succeeded'), 0)
        OR refund_reserved <> coalesce(sum(refund.amount) FILTER (WHERE refund.state <> 'failed'), 0)
      ORDER BY payment.id`,
  },
  {
    rule: "nobody has to look",
    find: (sql) => sql<Found[]>`
      SELECT coalesce(payment_id, subject_id) AS subject, reason || ' of ' || subject_id AS detail FROM operator_case
      WHERE closed_at IS NULL AND reason <> ALL (${otherReasons}) ORDER BY id`,
  },
  {
    rule: "no operation is open",
    find: (sql) => sql<Found[]>`
      SELECT id AS subject, kind || ' ' || state || ' of payment ' || payment_id AS detail FROM operation
      WHERE state = ANY (${openStates}) ORDER BY id`,
  },
  {
    rule: "a payment ends",
    find: (sql) => sql<Found[]>`
      SELECT id AS subject, 'is ' || state AS detail FROM payment
      WHERE state <> ALL (${restingStates}) ORDER BY id`,
  },
  {
    rule: "every notification of the acquirer's is worked off",
    find: (sql) => sql<Found[]>`
      SELECT event_id AS subject, state AS detail FROM acquirer_notification
      WHERE state = 'received' ORDER BY event_id`,
  },
  {
    rule: "every event has one delivery for each endpoint, and it was delivered",
    find: (sql) => sql<Found[]>`
      SELECT event.id AS subject, event.type || ' to ' || endpoint.id || ': ' || coalesce(delivery.state, 'none') AS detail
      FROM outbox_event event JOIN webhook_endpoint endpoint
        ON endpoint.buyer_id = event.buyer_id AND endpoint.mode = event.mode
        AND (endpoint.event_types IS NULL OR event.type = ANY (endpoint.event_types))
      LEFT JOIN webhook_delivery delivery ON delivery.event_id = event.id AND delivery.endpoint_id = endpoint.id
      WHERE delivery.state IS DISTINCT FROM 'delivered' ORDER BY event.id`,
  },
  {
    rule: "events of a payment are numbered without a gap",
    find: (sql) => sql<Found[]>`
      SELECT payment.id AS subject,
        notices || ' told, sequences ' || coalesce(string_agg(sequence::text, ' ' ORDER BY sequence), 'none') AS detail
      FROM payment LEFT JOIN outbox_event ON subject_id = payment.id
      GROUP BY payment.id
      HAVING count(sequence) <> notices OR coalesce(max(sequence), 0) <> notices OR coalesce(min(sequence), 1) <> 1
      ORDER BY payment.id`,
  },
  { rule: "history is a path of legal moves", find: brokenHistories },
  { rule: "a change of state is told", find: untoldChanges },
]

/** Every rule that the checkout's database breaks. */
export async function checkoutViolations(checkout: postgres.Sql): Promise<readonly Violation[]> {
  const found = await Promise.all(
    checkoutRules.map(async ({ rule, find }) =>
      (await find(checkout)).map(({ subject, detail }) => ({ rule, subject, detail })),
    ),
  )
  return found.flat()
}

/** What the acquirer holds for one of our payments. */
interface Holding {
  readonly id: string
  readonly net: number
  readonly charges: number
  readonly waiting: number
}

/**
 * Where the sandbox acquirer's books and ours differ. `acquirer` is the owner of the database that holds the schema
 * `sandbox_acquirer`.
 */
export async function acquirerViolations(
  checkout: postgres.Sql,
  acquirer: postgres.Sql,
): Promise<readonly Violation[]> {
  const [holdings, payments, doubled, accepted, stored, refunds] = await Promise.all([
    acquirer<Holding[]>`
      SELECT reference AS id, sum(captured - given_back)::int AS net,
        count(*) FILTER (WHERE captured > given_back)::int AS charges,
        count(*) FILTER (WHERE status IN ('authorised', 'challenge'))::int AS waiting
      FROM (
        SELECT payment.*, coalesce((SELECT sum(amount) FROM sandbox_acquirer.refund
          WHERE payment_id = payment.id AND refund.status = 'succeeded'), 0) AS given_back
        FROM sandbox_acquirer.payment
      ) payment GROUP BY reference ORDER BY reference`,
    checkout<{ id: string; state: PaymentState; net: number }[]>`
      SELECT id, state, (captured - refunded)::int AS net FROM payment`,
    acquirer<Found[]>`
      SELECT idempotency_key AS subject, count(*) || ' times ' || kind AS detail FROM sandbox_acquirer.effect
      WHERE idempotency_key IS NOT NULL GROUP BY idempotency_key, kind HAVING count(*) > 1 ORDER BY 1`,
    acquirer<{ id: string }[]>`
      SELECT id FROM sandbox_acquirer.notification WHERE delivered_at IS NOT NULL ORDER BY id`,
    checkout<{ id: string }[]>`SELECT event_id AS id FROM acquirer_notification`,
    differingRefunds(checkout, acquirer),
  ])
  const ours = new Map(payments.map((payment) => [payment.id, payment]))
  const kept = new Set(stored.map(({ id }) => id))
  const lost = accepted.filter(({ id }) => !kept.has(id))
  return [
    ...holdings.flatMap((holding) => holdingViolations(holding, ours.get(holding.id))),
    ...payments
      .filter(({ id, net }) => net !== 0 && !holdings.some((holding) => holding.id === id))
      .map(({ id, net }) => ({ rule: netRule, subject: id, detail: `ours ${net}, the acquirer's nothing` })),
    ...refunds.map((found) => ({ rule: "the acquirer's refunds are ours", ...found })),
    ...doubled.map((found) => ({ rule: "a key has one effect", ...found })),
    ...lost.map(({ id }) => ({
      rule: "an accepted notification is kept",
      subject: id,
      detail: "is not there",
    })),
  ]
}

/** A refund that never reached the acquirer has failed. */
async function differingRefunds(checkout: postgres.Sql, acquirer: postgres.Sql): Promise<readonly Found[]> {
  const [ours, theirs] = await Promise.all([
    checkout<
      { id: string; told: string }[]
    >`SELECT id, amount || ' ' || state AS told FROM refund ORDER BY id`,
    acquirer<{ id: string; told: string }[]>`
      SELECT coalesce(metadata ->> 'refund_id', refund_id) AS id, string_agg(amount || ' ' || status, ', ') AS told
      FROM sandbox_acquirer.refund GROUP BY 1 ORDER BY 1`,
  ])
  const known = new Map(ours.map(({ id, told }) => [id, told]))
  const held = new Map(theirs.map(({ id, told }) => [id, told]))
  return [...new Set([...known.keys(), ...held.keys()])].flatMap((id) => {
    const [our, their] = [known.get(id) ?? "nothing", held.get(id) ?? "nothing"]
    const isSame = our === their || (their === "nothing" && our.endsWith(" failed"))
    return isSame ? [] : [{ subject: id, detail: `ours ${our}, the acquirer's ${their}` }]
  })
}

const netRule = "the acquirer's net is ours"
const mayHoldReserved: readonly PaymentState[] = ["authorised", "capturable", "challenge_required"]

function holdingViolations(
  holding: Holding,
  payment: { readonly state: PaymentState; readonly net: number } | undefined,
): readonly Violation[] {
  const { id: subject, net, charges, waiting } = holding
  const found: Violation[] = []
  if (net !== (payment?.net ?? 0)) {
    const detail = `${payment?.state ?? "not there"}: ours ${payment?.net ?? 0}, the acquirer's ${net}`
    found.push({ rule: netRule, subject, detail })
  }
  if (charges > 1) found.push({ rule: "a payment is charged once", subject, detail: `${charges} charges` })
  if (waiting > (payment && mayHoldReserved.includes(payment.state) ? 1 : 0)) {
    const detail = `${payment?.state ?? "not there"}: ${waiting} reserved or at the bank`
    found.push({ rule: "no money stays reserved for nothing", subject, detail })
  }
  return found
}
