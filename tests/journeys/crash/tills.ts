import type postgres from "postgres"
import type { Cards } from "#tests/journeys/support/pages.ts"
import { becomes, type CrashStack } from "./crash-stack.ts"
import { enterCard, goodCard, paymentIdOf, toCardForm } from "./payee-steps.ts"
import { type Form, formOf, PlainBrowser, post, type Shown, visit } from "./plain-browser.ts"

/** The status of an answer of ours; none came where the process that would give it died. */
type Answer = number | "no answer"

/** A payee who has come to the form of ours that a charge follows from, by whichever way cards are taken. */
export interface AtOurForm {
  readonly browser: PlainBrowser
  readonly payment: { readonly id: string; readonly amount: number }
  /** The payment's page, to come back to. */
  readonly url: string
  /** Every press of it after the first changes nothing. */
  readonly ours: Form
  /** To where the next press charges, where that is not our form itself. */
  goesOn(): Promise<void>
  /** The press that charges, to our answer after it: by the checkout itself, or by another process of it. */
  pays(origin?: string): Promise<Answer>
}

/** How cards are taken, as far as a process of ours can die at it. */
export interface CrashTill {
  readonly cards: Cards
  /** What the page of a payment has that can be paid: where its form leads. */
  readonly entry: RegExp
  /** In which state a payment waits for the word of a charge. */
  readonly waiting: string
  /** From the page of a payment that can be paid; the name of the card's holder may order a fault. */
  comesToForm(browser: PlainBrowser, page: Shown, amount: number, name: string): Promise<AtOurForm>
  /** Locks what our answer to the payee's last press needs: this process then waits for it. */
  readonly holdsAnswer: (sql: postgres.TransactionSql, paymentId: string) => Promise<unknown>
  readonly held: "checkout-server" | "sandbox-acquirer"
  /** Charges while the checkout is frozen, so that it cannot hear of it; our answer, once it has died or thawed. */
  paysWhileFrozen(crash: CrashStack, payee: AtOurForm): Promise<{ readonly answer: Promise<Answer> }>
}

const ownCardPage: CrashTill = {
  cards: "sandbox",
  entry: /action="[^"]*\/card-entries\//,
  waiting: "authorising",
  comesToForm: async (browser, page, amount, name) => {
    const entered = await enterCard(browser, page, { cardholder_name: name })
    const ours = formOf(entered, "/confirmation")
    const payment = { id: paymentIdOf(page), amount }
    const pays = (origin?: string) => answerOf(post(at(ours.action, origin), ours.fields))
    return { browser, payment, url: page.url, ours, goesOn: async () => {}, pays }
  },
  // The acquirer cannot charge while its row is locked.
  held: "sandbox-acquirer",
  holdsAnswer: (sql, paymentId) =>
    sql`select id from sandbox_acquirer.payment where reference = ${paymentId} for update`,
  paysWhileFrozen: async (crash, payee) => {
    let answer: Promise<Answer> = Promise.resolve("no answer")
    await crash.sql.begin(async (sql) => {
      await ownCardPage.holdsAnswer(sql, payee.payment.id)
      answer = payee.pays()
      await becomes(() => crash.stateOf(payee.payment.id), "authorising")
      crash.stack.processes.checkout.kill("SIGSTOP")
    })
    return { answer }
  },
}

const stripesPage: CrashTill = {
  cards: "stripe",
  entry: /action="[^"]*\/provider"/,
  waiting: "challenge_required",
  comesToForm: async (browser, page, amount, name) => {
    const ours = formOf(page, "/provider")
    let card: Form | undefined
    return {
      browser,
      payment: { id: paymentIdOf(page), amount },
      url: page.url,
      ours,
      goesOn: async () => {
        const stripes = await browser.posts(ours.action, ours.fields)
        const { action, fields } = formOf(stripes, /\/c\/pay\//)
        card = { action, fields: { ...fields, ...goodCard, cardholder_name: name } }
      },
      pays: async (origin) => {
        if (!card) throw new Error("Stripe's page is not open")
        const paid = await post(card.action, card.fields)
        return await answerOf(visit(at(paid.headers.get("location") ?? "", origin)))
      },
    }
  },
  // Stripe has charged, and its word cannot be written down while our row is locked.
  held: "checkout-server",
  holdsAnswer: (sql, paymentId) => sql`select id from payment where id = ${paymentId} for update`,
  paysWhileFrozen: async (crash, payee) => {
    crash.stack.processes.checkout.kill("SIGSTOP")
    return { answer: payee.pays() }
  },
}

/** Every way in which cards are taken; ours is the first. */
export const tills: readonly [CrashTill, ...CrashTill[]] = [ownCardPage, stripesPage]

/** From the first page to our form. */
export async function toOurForm(
  till: CrashTill,
  crash: CrashStack,
  amount: number,
  name: string,
): Promise<AtOurForm> {
  const browser = new PlainBrowser()
  const page = await toCardForm(crash, amount, browser)
  return await till.comesToForm(browser, page, amount, name)
}

/** The same, to where the next press charges. */
export async function toLastPress(
  till: CrashTill,
  crash: CrashStack,
  amount: number,
  name: string,
): Promise<AtOurForm> {
  const payee = await toOurForm(till, crash, amount, name)
  await payee.goesOn()
  return payee
}

/** The same address at another origin. */
export function at(url: string, origin: string | undefined): string {
  return origin === undefined ? url : url.replace(new URL(url).origin, origin)
}

async function answerOf(response: Promise<Response>): Promise<Answer> {
  try {
    return (await response).status
  } catch {
    return "no answer"
  }
}
