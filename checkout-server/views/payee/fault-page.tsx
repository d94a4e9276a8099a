import { renderPage } from "#views/layout.tsx"
import type { PageContext } from "#views/page-context.ts"
import { wordsIn } from "#views/words/words.ts"

/** Why there is no page: the request, or we, went wrong. */
export type Fault = "not_found" | "link_not_valid" | "blocked" | "too_many_requests" | "server_error"

/** A request that leads nowhere (404, 403, 429, 500). Says nothing of any payment: we may not know. */
export function faultPage(context: PageContext, fault: Fault): string {
  const { faults } = wordsIn[context.language]
  return renderPage(context, {
    title: faults[fault],
    hasErrors: false,
    backHref: null,
    main: (
      <>
        <h1 class="govuk-heading-l">{faults[fault]}</h1>
        <p class="govuk-body">{faults[`${fault}Text`]}</p>
      </>
    ),
  })
}
