import type postgres from "postgres"
import type { Outside } from "#checkout-server/outside.ts"
import type { Database } from "#db/connect.ts"
import type { Instant } from "#domain/instant.ts"
import { instant, later } from "#domain/instant.ts"
import { paymentLifeMilliseconds } from "#domain/payments/payment.ts"
import type { Service } from "#domain/services/service.ts"
import type { AcquirerPayment, Announcement } from "./acquirer-payment.ts"
import type { AcquirerSide } from "./acquirer-side.ts"
import type { FaultName, Weather } from "./faults.ts"
import { weathers } from "./faults.ts"
import { isInjected } from "./injected-fault.ts"
import type { PageMove } from "./page-moves.ts"
import { Random } from "./random.ts"
import type { Parked } from "./scheduler.ts"
import { Scheduler } from "./scheduler.ts"
import type { SimulatedProcess } from "./simulated-process.ts"
import { Trace } from "./trace.ts"

/** What the seeds of one lane share, one after another: a real database and a council in it. */
export interface Ground {
  /** As the application opens it. */
  readonly database: Database
  /** As its owner: for looking on, and for clearing up between seeds. */
  readonly owner: postgres.Sql
  readonly service: Service
  /** Steps of one seed before everything is worked off; each payment brings its own. */
  readonly stepsEach: number
  /** Makes the acquirer of a seed. */
  side(world: World): AcquirerSide
}

/** A payment of the seed, by the name that it has in the trace. */
export interface Subject {
  readonly label: string
  readonly paymentId: string
}

/** A notification that the acquirer has to make. */
export interface Notice {
  readonly announcement: Announcement
  /** The other id that it names the payment by; null where it names it by its own. */
  readonly alias: string | null
  /** Counts announcements: a younger one has a higher number. */
  readonly number: number
  readonly notBefore: Instant
  /** Deliveries that are still to be made. */
  left: number
  underWay: boolean
}

/** Something that happens at the acquirer later, whatever the caller thinks by then. */
export interface LateEffect {
  readonly due: Instant
  readonly label: string
  readonly run: () => Promise<unknown> | unknown
}

/** Every seed begins on this morning. */
const morning = instant(Date.UTC(2026, 10, 22, 9, 30))

const enoughViolations = 8

/** One released step takes this long at most, when nothing else is said. */
const stepMilliseconds = 40

/** Everything outside the program under one seed: time, chance, the acquirer, the network and what goes wrong. */
export class World {
  readonly seed: number
  readonly ground: Ground
  readonly random: Random
  readonly ids: Random
  readonly weather: Weather
  readonly scheduler = new Scheduler()
  readonly books: AcquirerSide
  readonly trace = new Trace(morning)
  readonly subjects: Subject[] = []
  readonly servers: SimulatedProcess[] = []
  readonly workers: SimulatedProcess[] = []
  readonly lateEffects: LateEffect[] = []
  readonly notices: Notice[] = []
  /** Whatever should never happen. */
  readonly violations: string[] = []
  /** The acquirer's payments that a call is out for. */
  readonly callsOut: string[] = []
  /** Payments that people may have to look at: of another sum than asked, or ended by hand. */
  readonly unclear = new Set<string>()
  /** What reached the buyer's receiver: the body of each event, by its id. */
  readonly received = new Map<string, string>()
  /** How often the receiver has failed for an event. */
  readonly webhookFailures = new Map<string, number>()
  /** No payment's own time is up before then. */
  readonly quietUntil = later(morning, paymentLifeMilliseconds)
  /** The acquirer was silent for so long that machines give up. */
  longSilence = false
  /** Payments that somebody asked for, and refunds: never are there more than were asked for. */
  wishes = 0
  refundWishes = 0
  /** People who are still at it. */
  people = 0
  /** Announcements of the acquirer so far. */
  announced = 0
  now = morning
  /** No more faults, nobody begins anything new: everything that waits is worked off. */
  draining = false
  /** While the acquirer decides no dispute. */
  banksWait = false
  /** Until then the acquirer gives no answer at all. */
  silentUntil = morning
  readonly #start: (world: World, name: string) => SimulatedProcess

  /** `start` makes the processes: two servers and two workers, each again after it has died. */
  constructor(seed: number, ground: Ground, start: (world: World, name: string) => SimulatedProcess) {
    this.seed = seed
    this.ground = ground
    this.#start = start
    this.random = new Random(seed, "chance")
    this.ids = new Random(seed, "ids")
    this.weather = this.random.weighted(weathers)
    this.books = ground.side(this)
    this.note(`weather: ${this.weather.name}, ${this.books.entry}`)
    for (const number of [1, 2]) {
      this.servers.push(start(this, `server ${number}`))
      this.workers.push(start(this, `worker ${number}`))
    }
  }

  /** A process dies, and another takes its place at once; what it was doing is never ended. */
  crash(process: SimulatedProcess): void {
    process.crash()
    for (const place of [this.servers, this.workers]) {
      const index = place.indexOf(process)
      if (index >= 0) place[index] = this.#start(this, process.name)
    }
  }

  note(text: string): void {
    this.trace.note(this.now, text)
  }

  meet(fault: FaultName, where: string): void {
    this.trace.meet(this.now, fault, where)
  }

  reach(move: PageMove, who: string): void {
    this.trace.reach(this.now, move, who)
  }

  /** One of `faults` with this likelihood; null for none, and always while draining. */
  trouble<F>(share: number, faults: readonly F[]): F | null {
    return !this.draining && share > 0 && this.random.chance(share) ? this.random.pick(faults) : null
  }

  /** Time passes. */
  pass(milliseconds: number): void {
    this.now = later(this.now, milliseconds)
  }

  /** A moment passes, as between any two steps. */
  tick(): void {
    this.pass(1 + this.random.below(stepMilliseconds))
  }

  /** Looks on, without a part in what happens: what a page or the buyer's own books would show. */
  async look<T>(question: (owner: postgres.Sql) => Promise<T>): Promise<T> {
    return await this.scheduler.busy(() => question(this.ground.owner))
  }

  /** Lets one go whose turn it is. */
  async release(parked: Parked): Promise<void> {
    this.note(parked.label)
    await this.scheduler.release(parked)
  }

  /** A request that was long under way arrives at the acquirer after all. */
  async arrive(late: LateEffect): Promise<void> {
    this.lateEffects.splice(this.lateEffects.indexOf(late), 1)
    this.note(late.label)
    await late.run()
  }

  /** Payments at the acquirer whose bank takes its time. */
  pendingPayments(): readonly AcquirerPayment[] {
    return [...this.books.payments.values()].filter(({ status }) => status === "pending")
  }

  /** Somebody of the buyer's works on the acquirer's own pages, past us. */
  async byHand(what: "captureByHand" | "endByHand", payment: AcquirerPayment): Promise<void> {
    this.note(`${what}: ${this.labelOf(payment.request.paymentId)}`)
    if (what === "endByHand") this.unclear.add(payment.request.paymentId)
    await this.books[what](payment.id)
  }

  /** Enough went wrong: more of it tells nothing new. */
  get isBroken(): boolean {
    return this.violations.length >= enoughViolations
  }

  /** Whether there may be a case that people have to look at. */
  get isUnclear(): boolean {
    return this.longSilence || this.unclear.size > 0
  }

  async decidePending(payment: AcquirerPayment): Promise<void> {
    this.note(`the bank decides on ${this.labelOf(payment.request.paymentId)}`)
    await this.books.decidePending(payment)
  }

  /** A person's own time: waits until it is his turn, and for some moment of the next `within` milliseconds. */
  async pause(label: string, within = 0): Promise<void> {
    await this.scheduler.park(null, label, within === 0 ? null : later(this.now, this.random.below(within)))
  }

  /** Notes what somebody got for an answer; what no injected fault explains is a violation. */
  failed(where: string, error: unknown): void {
    if (isInjected(error)) {
      this.note(`${where} failed`)
      return
    }
    const text = describe(error)
    this.violations.push(`${where} threw: ${text}`)
    this.note(`${where} threw: ${text}`)
  }

  /** Somebody asks one of our servers. Null where it failed or died: he sees no more of it than that. */
  async request<T>(label: string, work: (outside: Outside) => Promise<T>): Promise<T | null> {
    return await this.random
      .pick(this.servers)
      .ask(label, work)
      .catch(() => null)
  }

  labelOf(paymentId: string): string {
    return this.subjects.find((subject) => subject.paymentId === paymentId)?.label ?? "a stranger"
  }
}

/** The error with its causes, without parameters: they hold ids. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const [first = ""] = error.message.split("\nparams:")
  const code = "code" in error ? ` (${String(error.code)})` : ""
  const cause = error.cause === undefined ? "" : ` <- ${describe(error.cause)}`
  return `${first.replaceAll(/\s+/g, " ")}${code}${cause}`
}
