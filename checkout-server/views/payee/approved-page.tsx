import { renderPage } from "#views/layout.tsx"
import type { ServicePageContext } from "#views/page-context.ts"
import { SplitPage } from "#views/parts/payment-summary.tsx"
import { Progress } from "#views/parts/progress.tsx"
import { ReturnLink } from "#views/parts/return-link.tsx"
import type { StatusProps } from "#views/payee/status-props.ts"
import { wordsIn } from "#views/words/words.ts"

/** The bank has said yes and the money is on its way, or waits for the service to take it. */
export function approvedPage(context: ServicePageContext, props: StatusProps): string {
  const { payment } = props
  const words = wordsIn[context.language].approved
  const isFollowed = payment.origin === "api"
  return renderPage(context, {
    title: words.heading,
    hasErrors: false,
    backHref: null,
    main: (
      <SplitPage context={context} payment={payment} heading={words.heading}>
        <p class="govuk-body">{words.text}</p>
        <Progress
          capability={props.capability}
          page="approved"
          waiting={isFollowed ? words.following : words.waiting}
          stopped={null}
        />
        <ReturnLink
          context={context}
          href={props.returnHref}
          followAfter={isFollowed ? finishSeconds : null}
        />
      </SplitPage>
    ),
  })
}

/** How long a server-created payment may take to finish before the payee goes back (payments API: 30 s). */
const finishSeconds = 30
