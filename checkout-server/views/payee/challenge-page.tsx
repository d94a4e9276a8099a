import type { Instant } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { renderPage } from "#views/layout.tsx"
import type { ServicePageContext } from "#views/page-context.ts"
import { CancelForm, paymentAddress, TimeLeft } from "#views/parts/payment-actions.tsx"
import { SplitPage } from "#views/parts/payment-summary.tsx"
import { wordsIn } from "#views/words/words.ts"

/** A payment that waits for the bank's check. */
export interface ChallengeProps {
  readonly capability: string
  readonly payment: Payment
  readonly now: Instant
  /** The bank's page; null where it is not known now: the payee looks again. */
  readonly challengeUrl: string | null
}

/** Page 5, for those who come back without having answered the bank. */
export function challengePage(context: ServicePageContext, props: ChallengeProps): string {
  const { language } = context
  const words = wordsIn[language]
  const { heading, text, continue: onward } = words.challenge
  const { challengeUrl, capability } = props
  return renderPage(context, {
    title: heading,
    hasErrors: false,
    backHref: null,
    main: (
      <SplitPage context={context} payment={props.payment} heading={heading}>
        <p class="govuk-body">{text}</p>
        <p>
          <a class="govuk-button" href={challengeUrl ?? paymentAddress(language, capability, "")}>
            {challengeUrl === null ? words.checking.again : onward}
          </a>
        </p>
        <CancelForm language={language} capability={capability} />
        <TimeLeft {...props} language={language} />
      </SplitPage>
    ),
  })
}
