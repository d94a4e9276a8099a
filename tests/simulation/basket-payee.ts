import type { Language } from "#domain/instant.ts"
import { openBasket } from "#operations/baskets/open-basket.ts"
import { payBasket } from "#operations/baskets/pay-basket.ts"
import { attend } from "./buyer.ts"
import { payee } from "./payee.ts"
import type { Subject, World } from "./world.ts"

const language: Language = "en"

/** A payee who begins on a payment page, and cannot decide how much to pay: a basket has one payment at a time. */
export async function basketPayee(world: World, label: string): Promise<void> {
  const { service } = world.ground
  await world.pause(`payee opens ${label}`)
  const opened = await world.request(`basket of ${label}`, (outside) =>
    openBasket(outside, { service, reference: "501234567", registration: "" }),
  )
  if (!opened?.ok) return
  const { basket } = opened.value
  const press = async (choice: "instalment" | "balance", turn: number): Promise<Subject | null> => {
    await world.pause(`payee of ${label} chooses the ${choice}`)
    world.wishes += 1
    const paid = await world.request(`amount of ${label}`, (outside) =>
      payBasket(outside, { basket, service, answer: { choice }, language }),
    )
    if (!paid?.ok) return null
    const known = world.subjects.find(({ paymentId }) => paymentId === paid.value.id)
    if (known) return null
    const subject = { label: `${label}, choice ${turn}`, paymentId: paid.value.id }
    world.subjects.push(subject)
    return subject
  }
  const choices = ["instalment", "balance", "instalment"] as const
  const count = 1 + world.random.below(choices.length)
  await Promise.all(
    choices.slice(0, count).map(async (choice, turn) => {
      const subject = await press(choice, turn + 1)
      if (subject) await Promise.all([payee(world, subject), attend(world, subject)])
    }),
  )
}
