import type { ServicePageContext } from "#views/page-context.ts"
import { wordsIn } from "#views/words/words.ts"

interface ReturnLinkProps {
  readonly context: ServicePageContext
  readonly href: string
  /** Seconds until the script follows the link by itself; 0 at once; null never. */
  readonly followAfter: number | null
}

/** Back to the buyer's site. A link and no redirect: the page's `form-action` would stop a redirect after a POST. */
export function ReturnLink({ context, href, followAfter }: ReturnLinkProps) {
  const { goBackTo } = wordsIn[context.language].actions
  return (
    <p class="govuk-body checkout-no-print">
      <a class="govuk-link" href={href} data-follow={followAfter ?? undefined}>
        {goBackTo(context.service.name[context.language])}
      </a>
    </p>
  )
}
