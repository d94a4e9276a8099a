import type { Context } from "hono"
import type * as v from "valibot"
import { failAfter, failBefore, json } from "#sandbox-acquirer/faults/act.ts"
import {
  type FaultName,
  type FaultOperation,
  isFaultAfter,
  isFaultBefore,
  notifyFaultOf,
} from "#sandbox-acquirer/faults/fault.ts"
import { takeFault } from "#sandbox-acquirer/faults/planned-faults.ts"
import { digest } from "#sandbox-acquirer/ids.ts"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { answerOnce, type KeyedOutcome, storedAnswer } from "#sandbox-acquirer/payments/answer-once.ts"
import type { Answer, Write } from "#sandbox-acquirer/payments/write.ts"
import type { Transaction } from "#sandbox-acquirer/store/connect.ts"
import { invalidRequest, stripeError, stripeFailure } from "#sandbox-acquirer/stripe/answer.ts"
import { expandObject, refuseExpand } from "#sandbox-acquirer/stripe/expand.ts"
import type { ObjectKind } from "#sandbox-acquirer/stripe/load-object.ts"
import { readParams } from "#sandbox-acquirer/stripe/read-params.ts"
import type { StripeObject } from "#sandbox-acquirer/stripe/stripe-object.ts"

const keyMaxLength = 255

/** What an effect has done: an object as it now is, or a refusal. */
export type Effected = { readonly object: StripeObject } | { readonly refusal: Answer }

type WithExpand = v.GenericSchema<unknown, { readonly expand: readonly string[] }>

/** One POST, or DELETE: what faults know it by, what it takes, and what it does in its transaction. */
export interface PostOperation<Schema extends WithExpand> {
  readonly operation: FaultOperation
  /** The payment it is about; null where there is none yet, or none. */
  readonly paymentId: string | null
  /** What it answers with. */
  readonly kind: ObjectKind
  readonly schema: Schema
  /** The parameters as they may be kept. */
  conceal?(params: v.InferOutput<Schema>): object
  /** The reference that a new payment will have. */
  referenceOf?(params: v.InferOutput<Schema>): string | null
  effect(write: Write, params: v.InferOutput<Schema>, fault: FaultName | null): Promise<Effected>
}

/**
 * Answers a POST as Stripe does: 400 for a parameter it does not know, the stored answer for a key already answered,
 * be it a 500, else the effect, bent by a planned fault where one waits.
 */
export async function answerPost<Schema extends WithExpand>(
  c: Context<SandboxEnv>,
  context: RouteContext,
  post: PostOperation<Schema>,
): Promise<Response> {
  const key = c.req.header("idempotency-key") ?? null
  if (key !== null && key.length > keyMaxLength) {
    return json(invalidRequest("Keys for idempotent requests can have up to 255 characters."))
  }
  const read = readParams(post.schema, await c.req.text())
  if (!read.ok) return json(read.answer)
  const { params } = read
  const wrong = refuseExpand(post.kind, params.expand, false)
  if (wrong) return json(wrong)
  const now = context.clock()
  const kept = JSON.stringify(post.conceal?.(params) ?? params)
  // Native keys have no space, so that the two faces' keys never meet.
  const call = key && { key: `stripe ${key}`, fingerprint: digest(`${c.req.path}\n${kept}`), now }
  const stored = call && (await storedAnswer(context.sql, call))
  if (stored) return outcomeAnswer(stored)

  const fault = await takeFault(context.sql, {
    operation: post.operation,
    paymentId: post.paymentId,
    reference: post.referenceOf?.(params) ?? null,
  })
  const isStored = fault === "500-before" && call
  if (fault && isFaultBefore(fault) && !isStored) return failBefore(c, fault, context.stopping, stripeFailure)
  const act = async (tx: Transaction): Promise<Answer> => {
    if (isStored) return stripeFailure(500, "server_error")
    const write = { tx, now, idempotencyKey: key, notifyFault: notifyFaultOf(fault) }
    const answer = await effectAnswer(write, post, params, fault)
    return fault === "500-after" ? stripeFailure(500, "server_error") : answer
  }
  const outcome = await runOnce(context, call, { fault, act })
  context.committed()
  if (fault === "notify-early" && post.paymentId !== null) await context.sendEarly(post.paymentId)
  const isSpoilt = fault !== null && isFaultAfter(fault) && outcome.kind === "answered"
  if (isSpoilt) return failAfter(c, { fault, answer: outcome.answer }, context.stopping, stripeFailure)
  return outcomeAnswer(outcome)
}

/** Handles the call, twice where the fault says that it came twice on the way. */
async function runOnce(
  { sql }: RouteContext,
  call: { readonly key: string; readonly fingerprint: string; readonly now: Date } | "" | null,
  { fault, act }: { readonly fault: FaultName | null; act(tx: Transaction): Promise<Answer> },
): Promise<KeyedOutcome> {
  if (!call) return { kind: "answered", answer: await sql.begin(act) }
  const first = await answerOnce(sql, { ...call, forgotten: fault === "forget-key" }, act)
  if (fault === "answer-twice") await answerOnce(sql, { ...call, forgotten: false }, act)
  return first
}

async function effectAnswer<Schema extends WithExpand>(
  write: Write,
  post: PostOperation<Schema>,
  params: v.InferOutput<Schema>,
  fault: FaultName | null,
): Promise<Answer> {
  const effected = await post.effect(write, params, fault)
  if ("refusal" in effected) return effected.refusal
  const body = await expandObject(write.tx, effected.object, params.expand, write.now)
  return { status: 200, body }
}

/** The outcome of a key in Stripe's words. */
function outcomeAnswer(outcome: KeyedOutcome): Response {
  switch (outcome.kind) {
    case "answered":
      return json(outcome.answer)
    case "replayed":
      return json(outcome.answer, { "idempotent-replayed": "true" })
    case "mismatch":
      return json(
        stripeError(400, {
          type: "idempotency_error",
          message:
            "Keys for idempotent requests can only be used with the same parameters they were first used with.",
        }),
      )
    case "in_flight":
      return json(stripeFailure(409, "in_flight"))
  }
}
