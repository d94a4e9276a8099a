import type { Instant, Language } from "#domain/instant.ts"
import { londonDay, londonTime, longDate } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { address } from "#views/page-context.ts"
import { ButtonForm } from "#views/parts/button-form.tsx"
import { wordsIn } from "#views/words/words.ts"

/** An address below one payment's capability, in the page's language. */
export function paymentAddress(
  language: Language,
  capability: string,
  step: "" | "/card" | "/confirmation" | "/provider" | "/return" | "/cancellation" | "/more-time",
): string {
  return address(language, `/pay/${capability}${step}`)
}

interface ActionProps {
  readonly language: Language
  readonly capability: string
}

/** Gives the payment up: a form of its own, so that it never carries card details. */
export function CancelForm({ language, capability }: ActionProps) {
  return (
    <ButtonForm
      action={paymentAddress(language, capability, "/cancellation")}
      label={wordsIn[language].actions.cancel}
      look="secondary"
    />
  )
}

interface TimeLeftProps extends ActionProps {
  readonly payment: Payment
  readonly now: Instant
}

/** How long the payee has, and one press for more (WCAG 2.2.1). Names the day where it is not today. */
export function TimeLeft({ language, capability, payment, now }: TimeLeftProps) {
  const { summary, actions } = wordsIn[language]
  const time = londonTime(payment.expiresAt)
  const day = londonDay(payment.expiresAt)
  return (
    <div class="checkout-time">
      <p class="govuk-body checkout-time__text">
        {day === londonDay(now) ? summary.until(time) : summary.untilOn(time, longDate(day, language))}
      </p>
      <ButtonForm
        action={paymentAddress(language, capability, "/more-time")}
        label={actions.moreTime}
        look="link"
      />
    </div>
  )
}
