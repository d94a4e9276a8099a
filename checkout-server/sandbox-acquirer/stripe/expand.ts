import type { Answer } from "#sandbox-acquirer/payments/write.ts"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import type { RefundRow } from "#sandbox-acquirer/store/rows.ts"
import { invalidRequest } from "./answer.ts"
import { kindOf, loadObject, type ObjectKind } from "./load-object.ts"
import type { StripeObject } from "./stripe-object.ts"
import { findStripePayment } from "./stripe-payment.ts"
import { findCharge } from "./views/charge.ts"
import { viewRefund } from "./views/refund.ts"
import { viewLineItems } from "./views/session.ts"

/** How deep Stripe goes. */
const levels = 4

/** What can be asked to be shown whole, and what it then is; `any`: it depends on the object. */
const expandable: Readonly<Record<ObjectKind, Readonly<Record<string, ObjectKind | "any" | "list">>>> = {
  "checkout.session": { payment_intent: "payment_intent", customer: "customer", line_items: "list" },
  payment_intent: { latest_charge: "charge", customer: "customer", payment_method: "payment_method" },
  customer: {},
  payment_method: { customer: "customer" },
  charge: {
    customer: "customer",
    payment_intent: "payment_intent",
    balance_transaction: "balance_transaction",
    refunds: "list",
  },
  refund: {
    charge: "charge",
    payment_intent: "payment_intent",
    balance_transaction: "balance_transaction",
    failure_balance_transaction: "balance_transaction",
  },
  dispute: { charge: "charge", payment_intent: "payment_intent" },
  balance_transaction: { source: "any" },
  payout: { balance_transaction: "balance_transaction" },
  event: {},
}

/** Refuses the first path that leads nowhere; null where all are good. */
export function refuseExpand(kind: ObjectKind, paths: readonly string[], isList: boolean): Answer | null {
  const wrong = paths.findIndex((path) => {
    const fields = path.split(".")
    const own = isList ? (fields[0] === "data" ? fields.slice(1) : []) : fields
    return own.length > levels || !leadsOn(kind, own)
  })
  if (wrong === -1) return null
  const message = `This property cannot be expanded (${paths[wrong]}).`
  return invalidRequest(message, { param: `expand[${wrong}]` })
}

function leadsOn(kind: ObjectKind | "any" | "list", fields: readonly string[]): boolean {
  const [field, ...rest] = fields
  if (field === undefined) return false
  if (kind === "any") return true
  const next = kind === "list" ? undefined : expandable[kind][field]
  return next !== undefined && (rest.length === 0 || leadsOn(next, rest))
}

/** Shows whole what the paths name; where there is nothing, it stays null. */
export async function expandObject(
  sql: Database | Transaction,
  shown: StripeObject,
  paths: readonly string[],
  now: Date,
): Promise<StripeObject> {
  let object = shown
  for (const path of paths) object = await expandPath(sql, object, path.split("."), now)
  return object
}

async function expandPath(
  sql: Database | Transaction,
  object: StripeObject,
  fields: readonly string[],
  now: Date,
): Promise<StripeObject> {
  const [field, ...rest] = fields
  if (field === undefined) return object
  const whole = await wholeField(sql, object, field, now)
  return whole ? { ...object, [field]: await expandPath(sql, whole, rest, now) } : object
}

async function wholeField(
  sql: Database | Transaction,
  object: StripeObject,
  field: string,
  now: Date,
): Promise<StripeObject | null> {
  const value = object[field]
  if (isObject(value)) return value
  if (object.object === "checkout.session" && field === "line_items") {
    const found = await findStripePayment(sql, { session: String(object["id"]) })
    return found && viewLineItems(found)
  }
  if (object.object === "charge" && field === "refunds") return refundsOf(sql, String(object["id"]))
  const kind = typeof value === "string" ? kindOf(value) : null
  return kind === null || typeof value !== "string" ? null : loadObject(sql, kind, value, now)
}

function isObject(value: unknown): value is StripeObject {
  return typeof value === "object" && value !== null && "object" in value && typeof value.object === "string"
}

const refundsMax = 10

/** The newest refunds of a paid charge. */
async function refundsOf(sql: Database | Transaction, id: string): Promise<StripeObject> {
  const charge = await findCharge(sql, id)
  const rows =
    charge?.status === "succeeded"
      ? await sql<RefundRow[]>`
          SELECT * FROM refund WHERE payment_id = ${charge.payment_id}
          ORDER BY created_at DESC, id DESC LIMIT ${refundsMax + 1}`
      : []
  const data = await Promise.all(rows.slice(0, refundsMax).map((row) => viewRefund(sql, row)))
  return { object: "list", data, has_more: rows.length > refundsMax, url: `/v1/charges/${id}/refunds` }
}
