import type { Problem } from "#domain/problem.ts"
import { renderPage } from "#views/layout.tsx"
import type { PageContext } from "#views/page-context.ts"
import { problemSentence } from "#views/words/problem-words.ts"
import { wordsIn } from "#views/words/words.ts"

/** A refusal that is not about one field, and the way on. */
export interface ProblemProps {
  readonly problem: Problem
  /** One link onwards, with language prefix: start again, or on with the payment; null where there is none. */
  readonly next: { readonly label: "again" | "continue"; readonly href: string } | null
}

/** A refusal as a page: "Your time to pay has run out. Start again". */
export function problemPage(context: PageContext, { problem, next }: ProblemProps): string {
  const { actions } = wordsIn[context.language]
  const heading = problemSentence(problem, context.language, { service: context.service, range: null })
  return renderPage(context, {
    title: heading,
    hasErrors: false,
    backHref: null,
    main: (
      <>
        <h1 class="govuk-heading-l">{heading}</h1>
        {next !== null && (
          <p>
            <a class="govuk-button" href={next.href}>
              {actions[next.label]}
            </a>
          </p>
        )}
      </>
    ),
  })
}
