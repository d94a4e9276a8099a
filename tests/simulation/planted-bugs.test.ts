import postgres from "postgres"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { createTestDatabase } from "#tests/support/test-database.ts"

/** Each bug must show within so many seeds. */
const mostSeeds = 1_000
const deadlineMilliseconds = 120_000

const transitions = "#domain/payments/transition.ts"
const findings = "#operations/payments/finding.ts"
const ledger = "#db/records/ledger.ts"

/** Closed payments are treated like open ones: whatever comes last wins. */
function withoutStateGuard() {
  vi.doMock(transitions, async (importOriginal) => {
    const original = await importOriginal<typeof import("#domain/payments/transition.ts")>()
    const { isFinished } = await import("#domain/payments/state.ts")
    const transition: typeof original.transition = (payment, event, at, attempt) => {
      const open = isFinished(payment.state) ? { ...payment, state: "started" as const } : payment
      const decided = original.transition(open, event, at, attempt)
      return decided.ok ? { ok: true, value: { ...decided.value, before: payment } } : decided
    }
    return { ...original, transition }
  })
}

/** No answer is taken for a no. */
function timeoutAsDeclined() {
  vi.doMock(findings, async (importOriginal) => {
    const original = await importOriginal<typeof import("#operations/payments/finding.ts")>()
    const findingOfAuthorisation: typeof original.findingOfAuthorisation = (payment, outcome) =>
      outcome.kind === "unknown"
        ? { kind: "declined", reason: "declined", card: null }
        : original.findingOfAuthorisation(payment, outcome)
    return { ...original, findingOfAuthorisation }
  })
}

/** A payee who is on the acquirer's own page still is taken for one who was refused there. */
function openPageAsDeclined() {
  vi.doMock(findings, async (importOriginal) => {
    const original = await importOriginal<typeof import("#operations/payments/finding.ts")>()
    const findingOfSnapshot: typeof original.findingOfSnapshot = (payment, snapshot) =>
      snapshot.status === "open" && snapshot.challengeUrl !== null
        ? { kind: "declined", reason: "declined", card: null }
        : original.findingOfSnapshot(payment, snapshot)
    return { ...original, findingOfSnapshot }
  })
}

/** Every posting is written a second time, under another cause. */
function ledgerTwice() {
  vi.doMock(ledger, async (importOriginal) => {
    const original = await importOriginal<typeof import("#db/records/ledger.ts")>()
    const insertPosting: typeof original.insertPosting = async (transaction, input) => {
      await original.insertPosting(transaction, input)
      const posting = { ...input.posting, sourceId: `${input.posting.sourceId}-again` }
      await original.insertPosting(transaction, {
        ...input,
        posting,
        stamp: { ...input.stamp, id: `${input.stamp.id}2` },
      })
    }
    return { ...original, insertPosting }
  })
}

/** A database of its own; without guards its triggers, checks and foreign keys are gone. */
async function groundFor(guards: "guarded" | "unguarded") {
  const { url } = await createTestDatabase()
  if (guards === "unguarded") await dropGuards(url)
  const { openGround } = await import("./ground.ts")
  return await openGround(url)
}

async function dropGuards(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql`
    do $$ declare one record; begin
      for one in select conrelid::regclass as held, conname from pg_constraint
        where connamespace = 'public'::regnamespace and contype in ('c', 'f') order by contype desc loop
        execute format('alter table %s drop constraint %I', one.held, one.conname);
      end loop;
      for one in select tgrelid::regclass as held, tgname from pg_trigger where not tgisinternal loop
        execute format('drop trigger %I on %s', one.tgname, one.held);
      end loop;
    end $$`
  await sql.end()
}

interface Found {
  readonly seed: number
  /** The database's own words; null where an invariant found it. */
  readonly refused: string | null
  readonly violations: readonly string[]
}

/** The first seed that `by` finds something in: what the other finds first, in another seed, is no less a find. */
async function hunt(
  guards: "guarded" | "unguarded",
  by: "database" | "invariants",
  seeds = mostSeeds,
): Promise<Found | null> {
  const { simulateSeed } = await import("./simulate-seed.ts")
  const ground = await groundFor(guards)
  try {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const { violations } = await simulateSeed(ground, seed)
      if (violations.length === 0) continue
      const refused = violations.find((one) => / threw: .*\((?:23\d{3})\)$/.test(one)) ?? null
      if ((refused === null) === (by === "database")) continue
      return { seed, refused, violations }
    }
    return null
  } finally {
    await ground.close()
  }
}

describe("a planted bug is found", () => {
  beforeAll(() => vi.resetModules())
  afterEach(() => {
    vi.doUnmock(transitions)
    vi.doUnmock(findings)
    vi.doUnmock(ledger)
    vi.resetModules()
  })
  afterAll(() => vi.resetModules())
  const options = { timeout: deadlineMilliseconds }

  it.for([
    { bug: "no state guard", plant: withoutStateGuard, guards: "guarded", by: "database" },
    { bug: "no state guard", plant: withoutStateGuard, guards: "unguarded", by: "invariants" },
    { bug: "a time-out taken for a no", plant: timeoutAsDeclined, guards: "guarded", by: "invariants" },
    { bug: "an open page taken for a no", plant: openPageAsDeclined, guards: "guarded", by: "invariants" },
    { bug: "the ledger written twice", plant: ledgerTwice, guards: "guarded", by: "database" },
    { bug: "the ledger written twice", plant: ledgerTwice, guards: "unguarded", by: "invariants" },
  ] as const)("$bug, in a database $guards, by $by", options, async ({ plant, guards, by }) => {
    plant()
    const found = await hunt(guards, by)
    expect(found).not.toBeNull()
    process.stdout.write(`found at seed ${found?.seed}: ${found?.refused ?? found?.violations[0]}\n`)
  })

  it("and nothing else: not even without guards", options, async () => {
    expect(await hunt("unguarded", "invariants", 20)).toBeNull()
  })
})
