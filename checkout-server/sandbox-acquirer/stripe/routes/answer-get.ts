import type { Context } from "hono"
import * as v from "valibot"
import { failAfter, failBefore, json } from "#sandbox-acquirer/faults/act.ts"
import { type FaultOperation, isFaultAfter, isFaultBefore } from "#sandbox-acquirer/faults/fault.ts"
import { takeFault } from "#sandbox-acquirer/faults/planned-faults.ts"
import type { RouteContext, SandboxEnv } from "#sandbox-acquirer/outside.ts"
import type { Answer } from "#sandbox-acquirer/payments/write.ts"
import { noSuch, stripeFailure } from "#sandbox-acquirer/stripe/answer.ts"
import { expandObject, refuseExpand } from "#sandbox-acquirer/stripe/expand.ts"
import { type ListSource, listObjects, type PageParams } from "#sandbox-acquirer/stripe/list-objects.ts"
import { kindOf, loadObject, type ObjectKind } from "#sandbox-acquirer/stripe/load-object.ts"
import { expand, readParams } from "#sandbox-acquirer/stripe/read-params.ts"
import { paymentIdOf } from "#sandbox-acquirer/stripe/stripe-payment.ts"

const oneSchema = v.strictObject({ expand })

/** Answers with one object, whole where asked. 404 where its id is unknown. */
export async function answerOne(
  c: Context<SandboxEnv>,
  context: RouteContext,
  { kind, id }: { readonly kind: ObjectKind; readonly id: string },
): Promise<Response> {
  const read = readParams(oneSchema, queryOf(c))
  if (!read.ok) return json(read.answer)
  const wrong = refuseExpand(kind, read.params.expand, false)
  if (wrong) return json(wrong)
  const paymentId = await paymentIdOf(context.sql, id)
  return bent(c, context, { operation: "fetch", paymentId }, async () => {
    const now = context.clock()
    const object = kindOf(id) === kind ? await loadObject(context.sql, kind, id, now) : null
    if (!object) return noSuch(kind.replace(".", " "), id)
    return { status: 200, body: await expandObject(context.sql, object, read.params.expand, now) }
  })
}

/** One list: what faults know it by, what it takes, and the rows it is of. */
export interface ListOperation<Schema extends v.GenericSchema<unknown, PageParams>> {
  readonly operation: FaultOperation
  readonly schema: Schema
  source(params: v.InferOutput<Schema>, now: Date): ListSource
}

/** Answers with a page of a list, newest first. */
export async function answerList<Schema extends v.GenericSchema<unknown, PageParams>>(
  c: Context<SandboxEnv>,
  context: RouteContext,
  list: ListOperation<Schema>,
): Promise<Response> {
  const read = readParams(list.schema, queryOf(c))
  if (!read.ok) return json(read.answer)
  const now = context.clock()
  const source = list.source(read.params, now)
  const wrong = refuseExpand(source.kind, read.params.expand, true)
  if (wrong) return json(wrong)
  const call = { operation: list.operation, paymentId: null }
  return bent(c, context, call, () => listObjects(context.sql, source, read.params, now))
}

/** Reads, bent by a planned fault where one waits. */
async function bent(
  c: Context<SandboxEnv>,
  context: RouteContext,
  call: { readonly operation: FaultOperation; readonly paymentId: string | null },
  read: () => Promise<Answer>,
): Promise<Response> {
  const fault = await takeFault(context.sql, { ...call, reference: null })
  if (fault && isFaultBefore(fault)) return failBefore(c, fault, context.stopping, stripeFailure)
  const answer = await read()
  return fault && isFaultAfter(fault)
    ? failAfter(c, { fault, answer }, context.stopping, stripeFailure)
    : json(answer)
}

function queryOf(c: Context<SandboxEnv>): string {
  return new URL(c.req.url).search.slice(1)
}
