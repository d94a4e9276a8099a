import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { handOver } from "#operations/payments/hand-over.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import type { AcquirerSnapshot } from "#ports/acquirer.ts"
import { answer, chooseCard } from "./choose-card.ts"
import type { PageMove } from "./page-moves.ts"
import type { Subject, World } from "./world.ts"

/** Who was refused this often on the acquirer's page tries no further card there. */
const mostCards = 3

/** Goes to the acquirer's own page, by one press or by two at once, and pays there, or turns away. */
export async function goToPage(world: World, subject: Subject, presses: number): Promise<void> {
  const { label, paymentId } = subject
  const press = () => world.request(`hand-over of ${label}`, (outside) => handOver(outside, paymentId))
  const answers = await Promise.all(Array.from({ length: presses }, press))
  const urls = new Set(answers.flatMap((one) => (one?.ok ? [one.value] : [])))
  const [url] = urls
  if (url === undefined) return
  const there = [...world.books.payments.values()].find(({ page }) => page?.url === url)
  if (!there?.page || urls.size > 1) {
    world.violations.push(`${label}: sent to ${urls.size} pages`)
    return
  }
  world.reach(there.page.isKnown ? "handed over again" : "handed over", label)
  if (answers.every((one) => one?.ok) && presses > 1) world.reach("handed over by two presses at once", label)
  there.page.isKnown = true
  if (world.random.chance(0.9)) return await payOnPage(world, subject, there.id)
  world.reach("left a page", label)
}

/** What a payee has done there, by how the page stands after it. */
const outcomes: Readonly<Partial<Record<AcquirerSnapshot["status"], PageMove>>> = {
  open: "declined on a page",
  challenge: "left a page at the bank's question",
}

/** Tries a card or several on the acquirer's page, as long as that is open; then comes back, or does not. */
export async function payOnPage(
  world: World,
  subject: Subject,
  acquirerPaymentId: string | null,
): Promise<void> {
  const { label } = subject
  const there = acquirerPaymentId === null ? null : world.books.find(acquirerPaymentId)
  if (!there?.page) return
  there.page.isKnown = true
  for (let card = 1; card <= mostCards; card += 1) {
    await world.pause(`payee of ${label} on the page`)
    if (world.draining) return
    const status = await tryCard(world, label, there.id)
    if (status === null || world.draining) break
    if (card > 1) world.reach("tried again on a page", label)
    world.reach(outcomes[status] ?? "paid on a page", label)
    if (status !== "open" || world.random.chance(0.3)) break
  }
  await leavePage(world, subject)
}

/** How the page stands after a card; null where none could be entered. */
async function tryCard(world: World, label: string, acquirerPaymentId: string) {
  const { books } = world
  // His bank may have asked him before, on this same page.
  if (books.find(acquirerPaymentId)?.status !== "challenge") {
    if (!(await books.payOnPage(acquirerPaymentId, chooseCard(world)))) {
      world.reach("found a page closed", label)
      return null
    }
  }
  if (books.find(acquirerPaymentId)?.status === "challenge") {
    await world.pause(`payee of ${label} is asked by the bank`)
    if (world.draining) return null
    if (world.random.chance(0.8)) await answer(world, acquirerPaymentId)
  }
  return books.find(acquirerPaymentId)?.status ?? null
}

async function leavePage(world: World, subject: Subject): Promise<void> {
  await world.pause(`payee of ${subject.label} leaves the page`)
  if (world.draining) return
  if (world.random.chance(0.25)) return world.reach("never came back", subject.label)
  const isTwice = world.random.chance(0.2)
  if (isTwice) world.reach("came back twice at once", subject.label)
  await Promise.all(Array.from({ length: isTwice ? 2 : 1 }, () => comeBack(world, subject)))
}

/** Cancels on our page, and pays on the acquirer's, in another tab, while that is under way. */
export async function cancelBesidePage(
  world: World,
  subject: Subject,
  acquirerPaymentId: string | null,
): Promise<void> {
  const { label, paymentId } = subject
  const cancel = async () => {
    const cancelled = await world.request(`cancellation of ${label}`, (outside) =>
      cancelPayment(outside, { paymentId, by: "payee" }),
    )
    if (cancelled?.ok) world.reach("cancelled beside an open page", label)
  }
  const cancelled = cancel()
  if (world.random.chance(0.6)) await cancelled
  else await world.pause(`payee of ${label} turns to the other tab`)
  if (world.draining) return
  if (world.random.chance(0.7)) await payOnPage(world, subject, acquirerPaymentId)
  await cancelled
}

/** Back on our page, which asks the acquirer. */
export async function comeBack(world: World, { label, paymentId }: Subject): Promise<void> {
  await world.request(`return of ${label}`, (outside) => syncPayment(outside, { paymentId, door: "payee" }))
}
