import { formatPounds } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { renderPage } from "#views/layout.tsx"
import type { ServicePageContext } from "#views/page-context.ts"
import { ButtonForm } from "#views/parts/button-form.tsx"
import { CancelForm, paymentAddress } from "#views/parts/payment-actions.tsx"
import { SplitPage } from "#views/parts/payment-summary.tsx"
import { wordsIn } from "#views/words/words.ts"

/** The acquirer's one-use token for the card just entered. */
export interface ConfirmProps {
  readonly capability: string
  readonly payment: Payment
  readonly token: string
  /** Last four digits of the card; null where the acquirer does not tell before paying. */
  readonly cardLastFour: string | null
}

/** Page 4a: posts `token` to `/pay/{capability}/confirmation`. The script submits it at once, others press. */
export function confirmPage(context: ServicePageContext, props: ConfirmProps): string {
  const { language } = context
  const words = wordsIn[language]
  return renderPage(context, {
    title: words.confirm.heading,
    hasErrors: false,
    backHref: null,
    main: (
      <SplitPage context={context} payment={props.payment} heading={words.confirm.heading}>
        {props.cardLastFour !== null && <p class="govuk-body">{words.confirm.card(props.cardLastFour)}</p>}
        <p class="govuk-body">{words.confirm.text}</p>
        <ButtonForm
          action={paymentAddress(language, props.capability, "/confirmation")}
          label={words.actions.pay(formatPounds(props.payment.amount))}
          look="primary"
          hidden={{ token: props.token }}
          submitAtOnce
        >
          <p class="govuk-body checkout-status" role="status" data-wait={words.confirm.wait} />
        </ButtonForm>
        <CancelForm language={language} capability={props.capability} />
      </SplitPage>
    ),
  })
}
