import { pino } from "pino"
import { changeTypes } from "#adapters/acquirer-stripe/changes.ts"
import type { Instant } from "#domain/instant.ts"
import type { SandboxAcquirer } from "#sandbox-acquirer/app.ts"
import { buildSandboxAcquirer } from "#sandbox-acquirer/app.ts"
import { forgetFaults, planFault } from "#sandbox-acquirer/faults/planned-faults.ts"
import type { Database } from "#sandbox-acquirer/store/connect.ts"
import { eventHeaders } from "#sandbox-acquirer/stripe/events/signature.ts"
import { apiKey, notificationSecret } from "#tests/sandbox-acquirer/sandbox-client.ts"
import { stripeSecretKey, stripeWebhookSecret } from "#tests/sandbox-acquirer/stripe-client.ts"
import type { AcquirerPayment, Announcement, CardScenario } from "#tests/simulation/acquirer-payment.ts"
import type { AcquirerSide, Letter } from "#tests/simulation/acquirer-side.ts"
import { Random } from "#tests/simulation/random.ts"
import type { SimulatedProcess } from "#tests/simulation/simulated-process.ts"
import { inRealTime } from "#tests/simulation/virtual-time.ts"
import type { World } from "#tests/simulation/world.ts"
import { cardOf } from "./card-of-scenario.ts"
import { withSeededBytes } from "./seeded-bytes.ts"
import { StripeBooks } from "./stripe-books.ts"
import { stripeOrigin, stripeWay } from "./stripe-way.ts"

/** An answer, whole. */
export interface Answered {
  readonly status: number
  readonly text: string
}

/** Which stored fault a POST shall meet. */
export interface StoredFault {
  readonly operation: "prepare" | "capture" | "void" | "refund" | "evidence" | "acceptance"
  readonly fault: "500-before" | "500-after"
}

/** The sandbox acquirer with its Stripe face, in this process, on the seed's time and chance. */
export class StripeSide implements AcquirerSide {
  readonly entry = "redirect"
  readonly account: string
  readonly #world: World
  readonly #sql: Database
  readonly #sandbox: SandboxAcquirer
  readonly #books: StripeBooks
  readonly #bytes: Random

  constructor(world: World, sql: Database, account: string) {
    this.account = account
    this.#world = world
    this.#sql = sql
    this.#bytes = new Random(world.seed, "acquirer")
    this.#books = new StripeBooks(sql, () => world.now, changeTypes)
    this.#sandbox = buildSandboxAcquirer({
      sql,
      clock: () => new Date(world.now),
      log: pino({ level: "silent" }),
      publicUrl: stripeOrigin,
      apiKey,
      receiver: { url: "https://nobody.example/", secret: notificationSecret },
      control: true,
      // The simulation takes its events from the books, and delivers them as the weather is.
      stripe: { secretKey: stripeSecretKey, receiver: null },
    })
  }

  get payments(): ReadonlyMap<string, AcquirerPayment> {
    return this.#books.payments
  }

  get effects() {
    return this.#books.effects
  }

  get announcements(): Announcement[] {
    return this.#books.announcements
  }

  get newestChange(): string | null {
    return this.#books.newestChange
  }

  get dueAt(): Instant | null {
    return this.#books.dueAt
  }

  find(acquirerPaymentId: string): AcquirerPayment | null {
    return this.payments.get(acquirerPaymentId) ?? null
  }

  ownerOf(id: string) {
    return this.#books.ownerOf(id)
  }

  enterCard(): null {
    return null
  }

  async payOnPage(acquirerPaymentId: string, scenario: CardScenario): Promise<boolean> {
    if (this.find(acquirerPaymentId)?.status !== "open") return false
    const { number, name } = cardOf(scenario)
    const year = String(new Date(this.#world.now).getUTCFullYear() + 5).slice(-2)
    await this.#submit(`/c/pay/${acquirerPaymentId}`, {
      card_number: number,
      expiry_month: "12",
      expiry_year: year,
      cvc: "123",
      cardholder_name: name,
    })
    return true
  }

  async answerBank(acquirerPaymentId: string, knows: boolean): Promise<void> {
    const { text } = await this.ask(`/c/pay/${acquirerPaymentId}`)
    const bank = /\/challenges\/\w+/.exec(text)?.[0]
    if (bank !== undefined) await this.#submit(bank, { decision: knows ? "approve" : "decline" })
  }

  /** The bank takes some seconds, and then decides by itself. */
  async decidePending(): Promise<void> {
    await this.lapse()
  }

  async captureByHand(acquirerPaymentId: string): Promise<void> {
    const intent = this.find(acquirerPaymentId)?.page?.alias
    await this.#command(`/v1/payment_intents/${intent}/capture`)
  }

  async endByHand(acquirerPaymentId: string): Promise<void> {
    const payment = this.find(acquirerPaymentId)
    if (payment?.status === "open" || payment?.status === "challenge") {
      await this.#command(`/v1/checkout/sessions/${acquirerPaymentId}/expire`)
    } else if (payment?.status === "authorised") {
      await this.#command(`/v1/payment_intents/${payment.page?.alias}/cancel`)
    }
  }

  async turnRefunds(): Promise<void> {
    await this.lapse()
  }

  async openDispute({ request }: AcquirerPayment): Promise<void> {
    await this.#steer("/control/disputes", { reference: request.paymentId, reason: "product_not_received" })
  }

  async moveDisputes({ disputes }: AcquirerPayment, to: "under_review" | "won" | "lost"): Promise<void> {
    const open = disputes.filter(({ status }) => status !== "won" && status !== "lost" && status !== to)
    for (const { acquirerDisputeId } of open) {
      await this.#steer(`/control/disputes/${acquirerDisputeId}`, { status: to })
    }
  }

  async lapse(): Promise<void> {
    const { dueAt } = this
    if (dueAt === null || dueAt > this.#world.now) return
    await this.#work(async () => {
      while ((await this.#sandbox.runDue()) > 0);
      await this.#books.look()
    })
  }

  wayOf(process: SimulatedProcess) {
    return stripeWay(this.#world, this, process)
  }

  letterOf({ body }: Announcement, { isForged }: { readonly isForged: boolean }): Letter {
    const text = body ?? ""
    const secret = isForged ? "whsec_somebody0else0entirely" : stripeWebhookSecret
    const headers = eventHeaders({ body: text, sentAt: new Date(this.#world.now) }, secret)
    return { body: new TextEncoder().encode(text), headers }
  }

  /** Asks the sandbox, past every weather. */
  async ask(path: string, init: RequestInit = {}, stored: StoredFault | null = null): Promise<Answered> {
    return await this.#work(async () => {
      const now = new Date(this.#world.now)
      if (stored) await planFault(this.#sql, { ...stored, paymentId: null, reference: null, times: 1 }, now)
      const response = await this.#sandbox.app.fetch(new Request(`${stripeOrigin}${path}`, init))
      if (stored) await forgetFaults(this.#sql)
      const text = await response.text()
      // A GET writes nothing.
      if (init.method === "POST") await this.#books.look()
      return { status: response.status, text }
    })
  }

  async #submit(path: string, fields: Readonly<Record<string, string>>): Promise<void> {
    await this.ask(path, { method: "POST", body: new URLSearchParams(fields) })
  }

  async #command(path: string): Promise<void> {
    await this.ask(path, { method: "POST", headers: { authorization: `Bearer ${stripeSecretKey}` } })
  }

  async #steer(path: string, body: object): Promise<void> {
    const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" }
    await this.ask(path, { method: "POST", headers, body: JSON.stringify(body) })
  }

  /** In the real world, with the seed's ids. */
  async #work<T>(work: () => Promise<T>): Promise<T> {
    return await this.#world.scheduler.busy(() => inRealTime(() => withSeededBytes(this.#bytes, work)))
  }
}
