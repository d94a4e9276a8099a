import type { Instant } from "#domain/instant.ts"
import { hourMilliseconds, instant, later } from "#domain/instant.ts"
import { disputedPayments, unfinishedRefunds } from "./acquirer-aftermath.ts"
import { announce, collectNotices, dueNotices } from "./acquirer-news.ts"
import { disputeOfficer, mayBeAnswered } from "./dispute-officer.ts"
import { operator } from "./operator.ts"
import { clockOffsetMilliseconds } from "./simulated-process.ts"
import type { Work } from "./work.ts"
import { works } from "./work.ts"
import type { World } from "./world.ts"

/** Without faults everything comes to its end within a day, counted from when the last payment's own time is up. */
const drainMilliseconds = 24 * hourMilliseconds

/** Rounds of jobs; a seed that needs more does not come to rest. */
const mostRounds = 600

/** When the last payment's own time is up: a reserved one has days. */
const lastExpiry = `select max(expires_at) from payment
  where state in ('created', 'started', 'authorising', 'challenge_required', 'checking', 'capturable')`

/** No more faults, and nobody begins anything: the workers work everything off, in virtual time. */
export async function drain(world: World): Promise<void> {
  world.draining = true
  world.silentUntil = world.now
  world.note("no more faults")
  if (mayBeAnswered(world)) await answerDisputes(world)
  await settle(world)
  await workOff(world)
  void operator(world)
  await settle(world)
  await workOff(world)
}

/** The banks wait until their disputes are known here, and somebody has answered one. */
async function answerDisputes(world: World): Promise<void> {
  world.banksWait = true
  await settle(world)
  await workOff(world)
  void disputeOfficer(world)
  await settle(world)
  world.banksWait = false
}

/** The jobs run, and time passes, until nothing is left to do or the day is over. */
async function workOff(world: World): Promise<void> {
  const lastRuns = new Map<Work, Instant>()
  const began = world.now
  for (let round = 0; round < mostRounds; round += 1) {
    const { next, lastExpiry } = await nextWork(world, lastRuns)
    const news = nextNews(world)
    const at = Math.min(next?.at ?? Infinity, news ?? Infinity)
    if (world.isBroken) return
    if (at > later(lastExpiry > began ? lastExpiry : began, drainMilliseconds)) return
    if (at > world.now) world.now = instant(at)
    if (next !== null && next.at <= world.now) await run(world, next.work, lastRuns)
    await settle(world)
  }
  world.violations.push("does not come to rest")
}

/** Lets everybody go on, the acquirer too, until nobody can. */
async function settle(world: World): Promise<void> {
  for (;;) {
    await world.books.lapse()
    collectNotices(world)
    for (const notice of dueNotices(world)) void announce(world, notice)
    for (const late of world.lateEffects.filter(({ due }) => due <= world.now)) await world.arrive(late)
    for (const payment of world.pendingPayments()) await world.decidePending(payment)
    for (const payment of unfinishedRefunds(world.books)) await world.books.turnRefunds(payment)
    for (const payment of world.banksWait ? [] : disputedPayments(world.books)) {
      await world.books.moveDisputes(payment, world.random.pick(["won", "lost"]))
    }
    await world.scheduler.quiet()
    const [first] = world.scheduler.ready(world.now)
    const waiting = world.scheduler.parked.map(({ due }) => due ?? world.now)
    if (first) await world.release(first)
    else if (waiting.length > 0) world.now = instant(Math.min(...waiting))
    else return
    world.tick()
  }
}

async function run(world: World, work: Work, lastRuns: Map<Work, Instant>): Promise<void> {
  const [worker] = world.workers
  if (!worker) return
  world.note(`${worker.name} runs ${work.job.name}`)
  lastRuns.set(work, world.now)
  void worker.run(work.job)
  await world.scheduler.quiet()
}

/** The job that has work first; a job that could not do its work rests longer each time. */
async function nextWork(
  world: World,
  lastRuns: ReadonlyMap<Work, Instant>,
): Promise<{
  readonly next: { readonly work: Work; readonly at: number } | null
  readonly lastExpiry: Instant
}> {
  const questions = [...works.map(({ due }) => due(world)), lastExpiry].map(
    (due, index) => `select ${index} as work, (${due}) as at`,
  )
  const rows = await world.look((owner) =>
    owner.unsafe<{ work: number; at: Date | null }[]>(questions.join(" union all ")),
  )
  const coming = rows.flatMap(({ work: index, at }) => {
    const work = works[index]
    if (!work || at === null) return []
    const last = lastRuns.get(work)
    const rest = last === undefined ? 0 : Number(last) + work.job.periodMilliseconds
    return [{ work, at: Math.max(at.getTime() + clockOffsetMilliseconds, rest) }]
  })
  const expiry = rows.find(({ work }) => work === works.length)?.at?.getTime() ?? 0
  return {
    next: coming.toSorted((one, other) => one.at - other.at)[0] ?? null,
    lastExpiry: instant(expiry),
  }
}

function nextNews(world: World): number | null {
  const { dueAt } = world.books
  const times = [
    ...(dueAt === null ? [] : [dueAt]),
    ...world.notices.filter(({ underWay }) => !underWay).map(({ notBefore }) => notBefore),
    ...world.lateEffects.map(({ due }) => due),
  ]
  return times.length === 0 ? null : Math.min(...times)
}
