import type { ServicePageContext } from "#views/page-context.ts"
import { approvedPage } from "#views/payee/approved-page.tsx"
import { checkingPage } from "#views/payee/checking-page.tsx"
import { closedPage } from "#views/payee/closed-page.tsx"
import { completePage } from "#views/payee/complete-page.tsx"
import type { StatusPage } from "#views/payee/state-pages.ts"
import type { StatusProps } from "#views/payee/status-props.ts"

/** The page of a state that asks nothing of the payee. */
export function statusPage(context: ServicePageContext, page: StatusPage, props: StatusProps): string {
  switch (page) {
    case "checking":
      return checkingPage(context, props)
    case "approved":
      return approvedPage(context, props)
    case "complete":
      return completePage(context, props)
    case "declined":
    case "expired":
    case "cancelled_by_payee":
    case "cancelled_by_service":
    case "failed":
      return closedPage(context, page, props)
  }
}
