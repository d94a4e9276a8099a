import { renderPage } from "#views/layout.tsx"
import type { ServicePageContext } from "#views/page-context.ts"
import { Inset } from "#views/parts/notes.tsx"
import { paymentAddress } from "#views/parts/payment-actions.tsx"
import { SplitPage } from "#views/parts/payment-summary.tsx"
import { Progress } from "#views/parts/progress.tsx"
import type { StatusProps } from "#views/payee/status-props.ts"
import { wordsIn } from "#views/words/words.ts"

/** The outcome is not known: neither paid nor unpaid may be said. */
export function checkingPage(context: ServicePageContext, { capability, payment }: StatusProps): string {
  const { language } = context
  const words = wordsIn[language].checking
  return renderPage(context, {
    title: words.heading,
    hasErrors: false,
    backHref: null,
    main: (
      <SplitPage context={context} payment={payment} heading={words.heading}>
        <Inset>
          <strong>{words.doNotPay}</strong>
        </Inset>
        <p class="govuk-body">{words.close}</p>
        <Progress capability={capability} page="checking" waiting={words.waiting} stopped={words.stopped} />
        <p>
          <a class="govuk-button govuk-button--secondary" href={paymentAddress(language, capability, "")}>
            {words.again}
          </a>
        </p>
        <p class="govuk-body">{words.contact}</p>
      </SplitPage>
    ),
  })
}
