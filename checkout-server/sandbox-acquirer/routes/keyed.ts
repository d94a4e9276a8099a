import { createHash } from "node:crypto"
import type { Context } from "hono"
import * as v from "valibot"
import { failAfter, failBefore, json } from "#sandbox-acquirer/faults/act.ts"
import {
  type FaultName,
  type FaultOperation,
  isFaultAfter,
  isFaultBefore,
  notifyFaultOf,
} from "#sandbox-acquirer/faults/fault.ts"
import { takeFault } from "#sandbox-acquirer/faults/planned-faults.ts"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import { answerOnce, type KeyedOutcome, storedAnswer } from "#sandbox-acquirer/payments/answer-once.ts"
import { type Answer, failure, type Write } from "#sandbox-acquirer/payments/write.ts"

const keySchema = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,255}$/))

/** One keyed POST: what faults know it by, what it takes, and what it does in its transaction. */
export interface KeyedOperation<Schema extends v.GenericSchema> {
  readonly operation: FaultOperation
  /** The acquirer payment it is about; null where there is none yet. */
  readonly paymentId: string | null
  readonly schema: Schema
  effect(write: Write, body: v.InferOutput<Schema>, fault: FaultName | null): Promise<Answer>
}

/**
 * Answers a POST of the API: 400 without a usable `Idempotency-Key` or body, the stored answer for a key already
 * answered, else the effect, bent by a planned fault where one waits.
 */
export async function answerKeyed<Schema extends v.GenericSchema>(
  c: Context<SandboxEnv>,
  context: RouteContext,
  keyed: KeyedOperation<Schema>,
): Promise<Response> {
  const key = v.safeParse(keySchema, c.req.header("idempotency-key"))
  const text = await c.req.text()
  const body = v.safeParse(keyed.schema, parseJson(text))
  if (!key.success || !body.success) return json(failure(400, "invalid_request"))
  const fingerprint = createHash("sha256").update(`${c.req.method} ${c.req.path}\n${text}`).digest("hex")
  const call = { key: key.output, fingerprint, now: context.clock() }
  const stored = await storedAnswer(context.sql, call)
  if (stored) return json(worded(stored))

  const fault = await takeFault(context.sql, {
    operation: keyed.operation,
    paymentId: keyed.paymentId,
    reference: referenceOf(body.output),
  })
  if (fault && isFaultBefore(fault)) return failBefore(c, fault, context.stopping)
  const handle = () =>
    answerOnce(context.sql, { ...call, forgotten: fault === "forget-key" }, (tx) => {
      const write = { tx, now: call.now, idempotencyKey: call.key, notifyFault: notifyFaultOf(fault) }
      return keyed.effect(write, body.output, fault)
    })
  const first = await handle()
  const answer = worded(fault === "answer-twice" ? await handle() : first)
  context.committed()
  if (fault === "notify-early" && keyed.paymentId !== null) await context.sendEarly(keyed.paymentId)
  if (fault && isFaultAfter(fault)) return failAfter(c, { fault, answer }, context.stopping)
  return json(answer)
}

/** The outcome of a key in the words of the native face. */
function worded(outcome: KeyedOutcome): Answer {
  switch (outcome.kind) {
    case "answered":
    case "replayed":
      return outcome.answer
    case "mismatch":
      return failure(409, "idempotency_mismatch")
    case "in_flight":
      return failure(409, "in_flight")
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Only `prepare` has a reference in its body; the others find it by their payment. */
function referenceOf(body: unknown): string | null {
  const parsed = v.safeParse(v.object({ reference: v.string() }), body)
  return parsed.success ? parsed.output.reference : null
}
