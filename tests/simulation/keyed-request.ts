import type { Outside } from "#checkout-server/outside.ts"
import { findAnswer } from "#db/queries/idempotency.ts"
import type { Idempotency, KeyedRequest } from "#domain/idempotency.ts"
import { answerLifeMilliseconds } from "#domain/idempotency.ts"
import { hourMilliseconds } from "#domain/instant.ts"
import type { Result } from "#domain/problem.ts"
import type { World } from "./world.ts"

/** What a keyed request makes: only its id is kept for repeats. */
interface Made {
  readonly id: string
}

/** A buyer's server repeats a request that got no answer this often. */
const mostTries = 4

type Work = (outside: Outside, idempotency: Idempotency<Made>) => Promise<Result<Made>>

/**
 * A buyer's server sends a request with a key of its own, and again with the same key until it is answered; now and
 * then twice at once. The id of what was made; null where it was refused, or where the buyer gave up.
 */
export async function insist(world: World, label: string, work: Work): Promise<string | null> {
  const { buyerId, id: serviceId, mode } = world.ground.service
  const fingerprint = "0".repeat(64)
  const since = world.now
  const request = { serviceId, buyerId, mode, key: world.ids.text(20), fingerprint }
  const send = () => world.request(label, (outside) => answer(outside, request, work))
  for (let attempt = 0; attempt < mostTries; attempt += 1) {
    const answers = await Promise.all(world.random.chance(0.15) ? [send(), send()] : [send()])
    const ids = new Set(answers.flatMap((one) => (one?.id ? [one.id] : [])))
    if (ids.size > 1) world.violations.push(`${label}: one key made ${ids.size} of them`)
    const [id] = ids
    if (id !== undefined) return id
    if (!answers.includes(null) || world.draining) return null
    await world.pause(`buyer repeats ${label}`)
    // From now on the same key may make another.
    if (world.now - since >= answerLifeMilliseconds - hourMilliseconds) return null
  }
  return null
}

/** As the buyer API does: what is done is answered as it was, and what is refused as a repeat too. */
async function answer(
  outside: Outside,
  keyed: Omit<KeyedRequest, "at">,
  work: Work,
): Promise<{ readonly id: string | null }> {
  const request = { ...keyed, at: outside.clock.now() }
  const before = await keptId(outside, request)
  if (before !== null) return { id: before }
  const done = await work(outside, { request, answer: ({ id }) => ({ status: 201, body: id }) })
  return { id: done.ok ? done.value.id : await keptId(outside, request) }
}

async function keptId(outside: Outside, request: KeyedRequest): Promise<string | null> {
  return (await findAnswer(outside.db, request, outside.clock.now()))?.body ?? null
}
