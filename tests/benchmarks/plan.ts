/** How much a run does. Everything is bounded here: counts, seconds, and how long anything is waited for. */
export interface Plan {
  /** Each round gives every contender one turn, the order turned round each time. */
  readonly rounds: number
  /** Whole: pgbench takes no other. */
  readonly turnSeconds: number
  /** Before the first round, so that no contender is measured while it is still being compiled. */
  readonly warmUpSeconds: number
  /** Payments taken from creation to webhook. */
  readonly lifecycles: number
  /** Of those that are counted statement by statement. */
  readonly countedLifecycles: number
  /** Payments stored before the growth benchmark measures. */
  readonly storedPayments: number
  readonly webhooks: number
}

export const fullPlan: Plan = {
  rounds: 9,
  turnSeconds: 2,
  warmUpSeconds: 4,
  lifecycles: 400,
  countedLifecycles: 20,
  storedPayments: 1_000_000,
  webhooks: 2_000,
}

/** For trying the benchmarks themselves: its figures say little. */
export const quickPlan: Plan = {
  rounds: 2,
  turnSeconds: 1,
  warmUpSeconds: 1,
  lifecycles: 24,
  countedLifecycles: 4,
  storedPayments: 20_000,
  webhooks: 160,
}

/** What every benchmark gets. */
export interface Bench {
  readonly plan: Plan
  /** Progress, a line for a person. */
  readonly tell: (line: string) => void
  /** Stops a run at its next step. */
  readonly signal: AbortSignal
}
