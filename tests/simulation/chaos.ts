import { hourMilliseconds, later, minuteMilliseconds, secondMilliseconds } from "#domain/instant.ts"
import { disputable, disputedPayments, unfinishedRefunds } from "./acquirer-aftermath.ts"
import { announce, collectNotices, dueNotices } from "./acquirer-news.ts"
import { disputeOfficer, mayBeAnswered } from "./dispute-officer.ts"
import { operator } from "./operator.ts"
import { works } from "./work.ts"
import type { World } from "./world.ts"

/** How far time leaps, and how often: past a lease, a call's limit, a replay's, a release's, a payment's own time. */
const leaps = [
  [3 * secondMilliseconds, 6],
  [20 * secondMilliseconds, 4],
  [75 * secondMilliseconds, 2],
  [6 * minuteMilliseconds, 1],
  [17 * minuteMilliseconds, 0.8],
  [60 * minuteMilliseconds, 0.3],
  [6 * hourMilliseconds, 0.12],
] as const

const twoWeeksMilliseconds = 14 * 24 * hourMilliseconds

/** How long the acquirer is silent, where it is. Two weeks of silence are a case for people. */
const silences = [
  [10 * minuteMilliseconds, 2],
  [3 * hourMilliseconds, 1],
  [30 * hourMilliseconds, 1],
  [twoWeeksMilliseconds + 24 * hourMilliseconds, 3],
] as const

/** A leap this long while a process is in the middle of something is a process that stood still. */
const pauseMilliseconds = minuteMilliseconds

/** Lets everything happen in an order that only the seed knows. */
export async function chaos(world: World, payments: number): Promise<void> {
  const { random, weather } = world
  const { stepsEach } = world.ground
  const silentFrom = random.chance(weather.silence) ? random.below(stepsEach * payments * 0.6) : -1
  for (let step = 0; step < stepsEach * payments; step += 1) {
    collectNotices(world)
    if (step === silentFrom) fallSilent(world)
    const act = random.weighted<(() => Promise<void> | void) | null>([
      ...released(world),
      ...jobs(world),
      ...news(world),
      ...aftermath(world),
      ...people(world),
      [() => leap(world), 0.5],
      [() => crashSomebody(world), 6 * weather.crash],
    ])
    await act?.()
    await world.scheduler.quiet()
    world.tick()
    if (world.isBroken) return
    if (world.people === 0 && isQuiet(world)) return
  }
}

type Choice = readonly [act: (() => Promise<void> | void) | null, weight: number]

function released(world: World): readonly Choice[] {
  const { random, scheduler, now } = world
  const ready = scheduler.ready(now)
  const dues = scheduler.parked.flatMap(({ due }) => (due !== null && due > now ? [due] : []))
  const next = () => world.pass(Math.min(...dues) - world.now)
  return [
    [() => world.release(random.pick(ready)), ready.length > 0 ? 9 : 0],
    [next, dues.length === 0 ? 0 : ready.length === 0 ? 4 : 0.3],
  ]
}

function jobs(world: World): readonly Choice[] {
  return works.map((work) => {
    const { job } = work
    const start = () => {
      const worker = world.random.pick(world.workers)
      if (worker.running(job) > 0) return
      world.note(`${worker.name} runs ${job.name}`)
      void worker.run(job)
    }
    return [start, work.weight(world)]
  })
}

function news(world: World): readonly Choice[] {
  const notices = dueNotices(world)
  const late = world.lateEffects.filter(({ due }) => due <= world.now)
  const pending = world.pendingPayments()
  const { dueAt } = world.books
  return [
    [() => world.books.lapse(), dueAt !== null && dueAt <= world.now ? 1.5 : 0],
    [() => void announce(world, world.random.pick(notices)), notices.length > 0 ? 1.5 : 0],
    [() => world.arrive(world.random.pick(late)), late.length > 0 ? 1.5 : 0],
    [() => world.decidePending(world.random.pick(pending)), pending.length > 0 ? 0.5 : 0],
  ]
}

/** What comes after a success: refunds turn, and payees go to their banks. */
function aftermath(world: World): readonly Choice[] {
  const { books, random, weather } = world
  const turning = unfinishedRefunds(books)
  const mayBe = disputable(books)
  const open = disputedPayments(books)
  const reserved = [...books.payments.values()].filter(({ status }) => status === "authorised")
  return [
    [() => world.byHand("captureByHand", random.pick(reserved)), reserved.length > 0 ? weather.byHand : 0],
    [
      () => world.byHand("endByHand", random.pick(reserved)),
      !knowsBetter(world) && reserved.length > 0 ? 2 * weather.byHand : 0,
    ],
    [() => books.turnRefunds(random.pick(turning)), turning.length > 0 ? 0.4 : 0],
    [() => books.openDispute(random.pick(mayBe)), mayBe.length > 0 ? 0.12 : 0],
    [
      () => books.moveDisputes(random.pick(open), random.pick(["under_review", "won", "lost"])),
      open.length > 0 ? 0.4 : 0,
    ],
  ]
}

/** Somebody of ours is about to write down what he heard of the acquirer: ended by hand now, it would be old news. */
function knowsBetter({ scheduler }: World): boolean {
  return scheduler.parked.some(({ label }) => / is answered$| settle-payment /.test(label))
}

/** People look at the open cases now and then, when nothing is under way at the acquirer; others answer disputes. */
function people(world: World): readonly Choice[] {
  const isStill = !knowsBetter(world) && world.lateEffects.length === 0
  return [
    [() => void operator(world), isStill && world.isUnclear ? 0.4 : 0],
    [() => void disputeOfficer(world), mayBeAnswered(world) ? 3 : 0],
  ]
}

function leap(world: World): void {
  const { random, scheduler, weather } = world
  const { slowness } = weather
  const wholeSilence = world.silentUntil > world.now && random.chance(0.3)
  const slow = leaps.map(([far, weight], index) => [far, index < 3 ? weight : weight * slowness] as const)
  const leapt = wholeSilence
    ? world.silentUntil - world.now
    : random.weighted(slow) * (0.5 + random.fraction())
  const inTheMiddle = scheduler.parked.some(({ owner }) => owner !== null)
  if (inTheMiddle && leapt >= pauseMilliseconds) world.meet("long_pause", "time")
  world.pass(leapt)
  world.note("time passes")
}

function fallSilent(world: World): void {
  const silence = world.random.weighted(silences)
  world.silentUntil = later(world.now, silence)
  world.longSilence = silence >= twoWeeksMilliseconds
  world.note("the acquirer falls silent")
}

function crashSomebody(world: World): void {
  const process = world.random.pick([...world.servers, ...world.workers])
  world.meet("crash_between_steps", process.name)
  world.crash(process)
}

function isQuiet({ scheduler, notices, lateEffects }: World): boolean {
  return scheduler.parked.length === 0 && notices.length === 0 && lateEffects.length === 0
}
