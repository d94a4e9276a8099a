import { evidenceMark } from "./dispute-officer.ts"
import type { EndState, OperationRow } from "./end-state.ts"
import type { World } from "./world.ts"

/** What the end of an answer promises, held against the acquirer's own books; and nothing of its words is left. */
export function checkAnswers(world: World, end: EndState): readonly string[] {
  const arrived = new Set(world.books.effects.flatMap(({ kind, key }) => (kind === "answer" ? [key] : [])))
  const answers = end.operation.filter(({ kind }) => kind === "answer")
  const known = new Set(answers.map(({ idempotency_key }) => idempotency_key))
  const left = [JSON.stringify(end), ...world.received.values()].some((text) => text.includes(evidenceMark))
  return [
    ...answers
      .filter((one) => neverArrived.includes(one.state) && arrived.has(one.idempotency_key))
      .map((one) => `${world.labelOf(one.payment_id)}: an answer that arrived is called ${one.state}`),
    ...[...arrived].filter((key) => !known.has(key)).map((key) => `an answer that nobody gave: ${key}`),
    ...(left ? ["evidence is kept after its answer has ended"] : []),
  ]
}

const neverArrived = ["refused", "abandoned"]

/** How the answers of a seed ended: `answer evidence succeeded`. */
export function endsOfAnswers(end: EndState): readonly string[] {
  const text = ({ kind, state, request }: OperationRow) => `${kind} ${request.answer} ${state}`
  return end.operation.filter(({ kind }) => kind === "answer").map(text)
}
