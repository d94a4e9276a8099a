import { renderPage } from "#views/layout.tsx"
import type { ServicePageContext } from "#views/page-context.ts"
import { Panel } from "#views/parts/notes.tsx"
import { receiptRows } from "#views/parts/receipt-rows.ts"
import { ReturnLink } from "#views/parts/return-link.tsx"
import { SummaryList } from "#views/parts/summary-list.tsx"
import type { StatusProps } from "#views/payee/status-props.ts"
import { wordsIn } from "#views/words/words.ts"

/** Paid. The script takes the payee of a server-created payment straight back to the service. */
export function completePage(context: ServicePageContext, props: StatusProps): string {
  const { language, service } = context
  const { payment, receipt } = props
  const { complete, actions } = wordsIn[language]
  return renderPage(context, {
    title: complete.heading,
    hasErrors: false,
    backHref: null,
    main: (
      <>
        <Panel title={complete.heading}>
          {receipt !== null && (
            <>
              {complete.receiptNumber}
              <br />
              <strong>{receipt.number}</strong>
            </>
          )}
        </Panel>
        <SummaryList changeLabel={actions.change} rows={receiptRows(context, payment)} />
        <h2 class="govuk-heading-m">{complete.next}</h2>
        <p class="govuk-body">{service.words.next[language]}</p>
        {receipt !== null && (
          <p class="govuk-body">
            <a class="govuk-link" href={receipt.href}>
              {complete.viewReceipt}
            </a>
          </p>
        )}
        <ReturnLink
          context={context}
          href={props.returnHref}
          followAfter={payment.origin === "api" ? 0 : null}
        />
      </>
    ),
  })
}
