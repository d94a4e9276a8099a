import type { Context } from "hono"
import { bodyLimit } from "hono/body-limit"
import type { ReceivedWebhooks } from "./received-webhooks.ts"
import { verifyWebhook } from "./verify-webhook.ts"

/** Civic Pay sends at most 16 KB; four times that leaves room and still bounds what a stranger can make us read. */
const bodyBytesMax = 64 * 1024
/** Two clocks may differ by this much; a recording is worthless after it. */
const toleranceSeconds = 300

/** Answers 413 to a webhook that is too long to be one. */
export const webhookBodyLimit = bodyLimit({
  maxSize: bodyBytesMax,
  onError: (context) => context.text("too_large\n", 413),
})

/**
 * Takes one webhook: check the signature, note its id, answer.
 *
 * 204 for a good one, also if it came before; 400 with the reason for any other.
 * The note is on disk before the answer. Slow work (an email, a ledger) would start after it, from the note.
 */
export async function receiveWebhook(
  context: Context,
  outside: {
    readonly webhooks: ReceivedWebhooks
    readonly secrets: readonly string[]
    readonly now: () => Date
  },
): Promise<Response> {
  const rawBody = new Uint8Array(await context.req.arrayBuffer())
  const headers = context.req.header()
  const verified = verifyWebhook({
    headers,
    rawBody,
    secrets: outside.secrets,
    now: outside.now(),
    toleranceSeconds,
  })
  if (!verified.ok) {
    outside.webhooks.refuse(verified.problem, rawBody.byteLength)
    return context.text(`${verified.problem}\n`, 400)
  }
  outside.webhooks.accept(headers["webhook-id"] ?? "", verified.event)
  return context.body(null, 204)
}
