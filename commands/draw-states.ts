import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { publicState } from "#domain/payments/public-state.ts"
import type { PaymentEventName, PaymentState } from "#domain/payments/state.ts"
import { isClosed, isFinished, paymentEvents, paymentStates } from "#domain/payments/state.ts"
import { reachable, transitionTable } from "#domain/payments/transition-table.ts"
import { statePages } from "#views/payee/state-pages.ts"

/** Where the drawing is kept. */
export const paymentStatesFile = join(import.meta.dirname, "../docs/payment-states.md")

/** The text of `docs/payment-states.md`, drawn from the tables that the code runs on. */
export function drawPaymentStates(): string {
  return `# Payment states

Drawn by \`node --import tsx commands/draw-states.ts --write\` from the table of states and events
(\`checkout-server/domain/payments/transition-table.ts\`), the public mapping (\`public-state.ts\`) and the pages
(\`checkout-server/views/payee/state-pages.ts\`). A test compares them: change those, then draw again.

An arrow is an event that moves a payment. Events that are only recorded, or refused, have none.

\`\`\`mermaid
stateDiagram-v2
${diagramLines().join("\n")}
\`\`\`

- \`declined\` leads back to \`started\` while another card may be tried, else to \`declined\`.
- \`authorised\` leads to \`capturable\` where the buyer asked for delayed capture, else to \`authorised\`.
- \`stuck\`: no answer for 14 days, or an answer about another amount. \`resolve\`: an operator, with evidence.
- Money that turns up for a closed payment moves no state: it is sent back at once, and the buyer is told.

| State | Buyers are told | Payees see |
| --- | --- | --- |
${paymentStates.map(tableRow).join("\n")}
`
}

function diagramLines(): readonly string[] {
  return [
    "  [*] --> created",
    ...paymentStates.flatMap((state) =>
      [...movesFrom(state)].map(([to, events]) => arrow(state, to, events)),
    ),
    ...paymentStates.filter(isFinished).map((state) => `  ${state} --> [*]`),
  ]
}

/** Where a payment may go from `state`, and which events take it there; in the table's order. */
function movesFrom(state: PaymentState): ReadonlyMap<PaymentState, readonly PaymentEventName[]> {
  const moves = paymentEvents.flatMap((event) =>
    reachable(state, transitionTable[state][event])
      .filter((to) => to !== state)
      .map((to) => ({ event, to })),
  )
  const byTarget = Map.groupBy(moves, ({ to }) => to)
  return new Map([...byTarget].map(([to, group]) => [to, group.map(({ event }) => event)]))
}

function arrow(from: PaymentState, to: PaymentState, events: readonly PaymentEventName[]): string {
  return `  ${from} --> ${to}: ${events.join(", ")}`
}

function tableRow(state: PaymentState): string {
  const { status, finished, code } = publicState(state)
  const told = [`\`${status}\``, code, finished ? "finished" : null]
    .filter((part) => part !== null)
    .join(", ")
  const page = `\`${statePages[state]}\`${isClosed(state) ? ": no money has been taken" : ""}`
  return `| \`${state}\` | ${told} | ${page} |`
}

if (process.argv[1] === import.meta.filename) {
  const drawing = drawPaymentStates()
  if (process.argv.includes("--write")) await writeFile(paymentStatesFile, drawing)
  else console.log(drawing)
}
