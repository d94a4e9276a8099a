import { renderPage } from "#views/layout.tsx"
import type { ServicePageContext } from "#views/page-context.ts"
import { address, startPath } from "#views/page-context.ts"
import { SplitPage } from "#views/parts/payment-summary.tsx"
import { ReturnLink } from "#views/parts/return-link.tsx"
import type { ClosedPage } from "#views/payee/state-pages.ts"
import type { StatusProps } from "#views/payee/status-props.ts"
import { wordsIn } from "#views/words/words.ts"

/** After these the payee may begin again where the payment began. */
const canStartAgain: Readonly<Record<ClosedPage, boolean>> = {
  declined: false,
  expired: true,
  cancelled_by_payee: true,
  cancelled_by_service: false,
  failed: true,
}

/** Ended, and no money was taken: these pages and decline messages are the only ones to say so. */
export function closedPage(context: ServicePageContext, page: ClosedPage, props: StatusProps): string {
  const { language } = context
  const { closed, actions } = wordsIn[language]
  const { payment } = props
  const heading = closed[page]
  return renderPage(context, {
    title: heading,
    hasErrors: false,
    backHref: null,
    main: (
      <SplitPage context={context} payment={payment} heading={heading}>
        <p class="govuk-body">
          <strong>{closed.noMoney}</strong>
        </p>
        <p class="govuk-body">{closed[`${page}Text`]}</p>
        {canStartAgain[page] && payment.origin === "page" && (
          <p>
            <a class="govuk-button" href={address(language, startPath(context))}>
              {actions.again}
            </a>
          </p>
        )}
        <ReturnLink context={context} href={props.returnHref} followAfter={null} />
      </SplitPage>
    ),
  })
}
