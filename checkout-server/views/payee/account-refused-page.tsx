import { renderPage } from "#views/layout.tsx"
import type { ServicePageContext } from "#views/page-context.ts"
import { address, startPath } from "#views/page-context.ts"
import { problemSentence } from "#views/words/problem-words.ts"
import { wordsIn } from "#views/words/words.ts"

/** Why an account that exists cannot be paid. */
export interface AccountRefusedProps {
  readonly problem: "account_stopped" | "account_paid" | "account_too_small"
  readonly reference: string
}

/** Instead of page 2: the account is stopped, paid in full, or owes less than can be taken by card. */
export function accountRefusedPage(context: ServicePageContext, props: AccountRefusedProps): string {
  const { service, language } = context
  const words = wordsIn[language].accountRefused
  const isPaid = props.problem === "account_paid"
  const heading = problemSentence(props.problem, language, { service, range: null })
  const start = address(language, startPath(context))
  return renderPage(context, {
    title: heading,
    hasErrors: false,
    backHref: null,
    main: (
      <>
        <h1 class="govuk-heading-l">{heading}</h1>
        <p class="govuk-body">
          {service.words.referenceLabel[language]}: <strong>{props.reference}</strong>
        </p>
        <p class="govuk-body">{isPaid ? words.paidText : words.stoppedText}</p>
        <p class="govuk-body">
          <a class="govuk-link" href={start}>
            {words.other}
          </a>
        </p>
      </>
    ),
  })
}
