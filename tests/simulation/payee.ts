import type { PaymentState } from "#domain/payments/state.ts"
import { isFinished } from "#domain/payments/state.ts"
import { authorisePayment } from "#operations/payments/authorise-payment.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { extendPayment } from "#operations/payments/extend-payment.ts"
import { openCardEntry } from "#operations/payments/open-card-entry.ts"
import { answer, chooseCard } from "./choose-card.ts"
import { cancelBesidePage, comeBack, goToPage, payOnPage } from "./page-payee.ts"
import type { Subject, World } from "./world.ts"

/** A payee who looks at the page this often has lost patience. */
const mostVisits = 14

/** Of payees, those who never open the payment that was made for them. */
const neverComes = 0.05

/** What the payment's page shows at this moment. */
interface Page {
  readonly state: PaymentState
  /** The acquirer's payment that a card can be entered for. */
  readonly entry: string | null
  /** The acquirer's payment at which the bank asks the payee. */
  readonly challenge: string | null
}

/** A payee with a browser: pays, tries other cards, answers the bank, gives up, presses twice, goes away. */
export async function payee(world: World, subject: Subject): Promise<void> {
  if (world.random.chance(neverComes)) return
  for (let visit = 0; visit < mostVisits; visit += 1) {
    await world.pause(`payee of ${subject.label}`)
    if (world.draining) return
    const page = await lookAt(world, subject)
    if (page === null) return
    if (isFinished(page.state)) return await comeTooLate(world, subject)
    // What the page shows may be old by the time he acts.
    if (world.random.chance(0.4)) await world.pause(`payee of ${subject.label} decides`)
    if (world.draining) return
    await act(world, subject, page)
  }
}

async function lookAt(world: World, subject: Subject): Promise<Page | null> {
  const [page] = await world.look(
    (owner) => owner<Page[]>`
      select p.state, o.external_id as entry, a.acquirer_payment_id as challenge
      from payment p
      left join acquirer_object o on o.payment_id = p.id and o.state = 'open'
      left join operation a on a.payment_id = p.id and a.state = 'awaiting_payee'
      where p.id = ${subject.paymentId}`,
  )
  return page ?? null
}

type Act =
  | "entry"
  | "renew"
  | "pay"
  | "pay twice"
  | "bank"
  | "leave the bank"
  | "page"
  | "page twice"
  | "pay there"
  | "leave the page"
  | "return"
  | "cancel"
  | "more time"
  | "wait"

async function act(world: World, subject: Subject, page: Page): Promise<void> {
  const { label, paymentId } = subject
  const choice = world.random.weighted(choices(world, page))
  world.note(`payee of ${label} sees ${page.state}: ${choice}`)
  switch (choice) {
    case "entry":
    case "renew":
      return await openEntry(world, subject, choice === "renew")
    case "pay":
    case "pay twice":
      return await pay(world, subject, { entry: page.entry, presses: choice === "pay" ? 1 : 2 })
    case "bank":
      return await answerBank(world, subject, page.challenge)
    case "leave the bank":
      return await cancelAtBank(world, subject, page.challenge)
    case "page":
    case "page twice":
      return await goToPage(world, subject, choice === "page" ? 1 : 2)
    case "pay there":
      return await payOnPage(world, subject, page.challenge)
    case "leave the page":
      return await cancelBesidePage(world, subject, page.challenge)
    case "return":
      return await comeBack(world, subject)
    case "cancel":
      return void (await world.request(`cancellation of ${label}`, (outside) =>
        cancelPayment(outside, { paymentId, by: "payee" }),
      ))
    case "more time":
      return void (await world.request(`more time for ${label}`, (outside) =>
        extendPayment(outside, paymentId),
      ))
    case "wait":
      return
  }
}

function choices(world: World, page: Page): readonly (readonly [Act, number])[] {
  const { cancel } = world.weather
  const ending = [
    ["cancel", 4 * cancel],
    ["more time", 0.3],
    ["wait", 0.5],
  ] as const
  if (world.books.entry === "redirect" && page.challenge !== null)
    return [
      ["pay there", 6],
      ["page", 1],
      ["page twice", 0.5],
      ["leave the page", 12 * cancel],
      ["return", 0.7],
      ...ending,
    ]
  if (world.books.entry === "redirect" && page.entry !== null)
    return [["page", 8], ["page twice", 1.5], ["pay", 0.4], ["renew", 0.6], ["return", 0.3], ...ending]
  if (page.challenge !== null)
    return [["bank", 8], ["leave the bank", 12 * cancel], ["return", 0.7], ...ending]
  if (page.entry !== null) return [["pay", 8], ["pay twice", 1.5], ["renew", 0.6], ["return", 0.3], ...ending]
  if (page.state === "created" || page.state === "started") return [["entry", 9], ...ending]
  return [
    ["wait", 3],
    ["return", 1.5],
    ["pay", 0.3],
    ["cancel", 3 * cancel],
  ]
}

async function openEntry(world: World, { label, paymentId }: Subject, renew: boolean): Promise<void> {
  await world.request(`card entry of ${label}`, (outside) =>
    openCardEntry(outside, {
      paymentId,
      language: "en",
      renew,
      returnUrl: "https://pay.example/pay/capability/card",
      challengeReturnUrl: "https://pay.example/pay/capability/challenge",
    }),
  )
}

/** Enters a card and confirms it, perhaps twice at once; sometimes does not stay for the answer. */
async function pay(
  world: World,
  { label, paymentId }: Subject,
  { entry, presses }: { readonly entry: string | null; readonly presses: number },
): Promise<void> {
  const isHere = entry !== null && world.books.entry === "direct_post"
  const token = !isHere ? "tok_unknown" : world.books.enterCard(entry, chooseCard(world))
  if (token === null) return
  const press = () =>
    world.request(`confirmation of ${label}`, async (outside) => {
      const begun = await authorisePayment(outside, { paymentId, token })
      if (begun.ok) await begun.value.settled
      return begun
    })
  const answers = Promise.all(Array.from({ length: presses }, press))
  if (world.random.chance(0.8)) await answers
}

/** What happens at the bank; most payees come back from there. */
async function answerBank(world: World, subject: Subject, challenge: string | null): Promise<void> {
  if (challenge === null) return
  await answer(world, challenge)
  await world.pause(`payee of ${subject.label} comes back from the bank`)
  if (!world.draining && world.random.chance(0.7)) await comeBack(world, subject)
}

/** Cancels in one tab, and answers the bank in the other while that is under way. */
async function cancelAtBank(world: World, subject: Subject, challenge: string | null): Promise<void> {
  const { label, paymentId } = subject
  const cancelled = world.request(`cancellation of ${label}`, (outside) =>
    cancelPayment(outside, { paymentId, by: "payee" }),
  )
  if (world.random.chance(0.6)) await cancelled
  else await world.pause(`payee of ${label} turns to the other tab`)
  if (world.draining) return
  await answerBank(world, subject, challenge)
  await cancelled
}

/** The payment has ended, and the bank's page or the acquirer's still stands open in another tab. */
async function comeTooLate(world: World, subject: Subject): Promise<void> {
  const own = [...world.books.payments.values()].filter(
    ({ request }) => request.paymentId === subject.paymentId,
  )
  const page = own.find((one) => one.page?.isKnown && (one.status === "open" || one.status === "challenge"))
  const asked = own.find((one) => one.page === null && one.status === "challenge")
  if (page && world.random.chance(0.8)) await payOnPage(world, subject, page.id)
  if (asked && world.random.chance(0.8)) await answerBank(world, subject, asked.id)
  if (world.draining || !world.random.chance(0.3)) return
  if (world.books.entry === "redirect") world.reach("came back after the end", subject.label)
  await comeBack(world, subject)
}
