import type { DisputeAnswer } from "#domain/disputes/dispute-answer.ts"
import { ok } from "#domain/problem.ts"
import { answerDispute } from "#operations/disputes/answer-dispute.ts"
import { insist } from "./keyed-request.ts"
import type { World } from "./world.ts"

/** What the bank is told. The mark is looked for at the end. */
export const evidenceMark = "the-officer-saw-it"

const answers: readonly DisputeAnswer[] = [
  { kind: "evidence", evidence: { explanation: evidenceMark } },
  { kind: "acceptance" },
]

/** A buyer's officer answers a dispute that still waits for it; sometimes two do so at once, each in his own way. */
export async function disputeOfficer(world: World): Promise<void> {
  const waiting = await world.look(
    (owner) => owner<{ id: string; payment_id: string }[]>`
      select id, payment_id from dispute where state = 'needs_response' order by opened_at, id`,
  )
  if (waiting.length === 0) return
  const { id: disputeId, payment_id } = world.random.pick(waiting)
  const label = `dispute of ${world.labelOf(payment_id)}`
  const given = world.random.chance(0.2) ? answers : [world.random.pick(answers)]
  world.note(`${label} is answered: ${given.map(({ kind }) => kind).join(" and ")}`)
  await Promise.all(given.map((answer) => give(world, `answer to ${label}`, { disputeId, answer })))
}

async function give(
  world: World,
  label: string,
  asked: { readonly disputeId: string; readonly answer: DisputeAnswer },
): Promise<void> {
  await insist(world, label, async (outside, { request, answer: kept }) => {
    const begun = await answerDispute(outside, {
      ...asked,
      keyId: "key",
      idempotency: { request, answer: ({ answer }) => kept(answer) },
    })
    if (!begun.ok) return begun
    await begun.value.settled
    return ok(begun.value.answer)
  })
}

/** Waiting for an answer at the acquirer, and perhaps known here. */
export function mayBeAnswered({ books }: World): boolean {
  return [...books.payments.values()].some(({ disputes }) =>
    disputes.some(({ status }) => status === "needs_response"),
  )
}
