import type { PaymentOutcome } from "#demo-site/backend/payment-outcome.ts"
import type { Payment } from "#demo-site/backend/payments-api.ts"
import { Layout } from "./layout.tsx"
import { type Page, pounds } from "./page.ts"
import { outcomes, returned } from "./words/outcome.ts"
import { site } from "./words/site.ts"

/** Where the payee lands after paying: what Civic Pay's API says, never what the address says. */
export function ReturnPage(props: {
  readonly page: Page
  readonly outcome: PaymentOutcome
  readonly payment: Payment | null
}) {
  const { page, payment } = props
  const { t } = page
  const { tone, heading, text } = outcomes[props.outcome]
  return (
    <Layout page={page} title={t(heading)}>
      <div class={`outcome outcome-${tone}`}>
        <div class="wrap">
          <h1>{t(heading)}</h1>
          {text.map((sentence) => (
            <p class="lead">{t(sentence)}</p>
          ))}
        </div>
      </div>
      <div class="wrap section flow">
        {payment && <Details page={page} payment={payment} />}
        <p class="actions">
          {tone === "waiting" && (
            <a class="button" href={page.href(page.path)}>
              {t(returned.checkAgain)}
            </a>
          )}
          <a class="button button-quiet" href={page.href("/")}>
            {t(site.backHome)}
          </a>
        </p>
        <p>{t(site.callUs)}</p>
      </div>
    </Layout>
  )
}

function Details(props: { readonly page: Page; readonly payment: Payment }) {
  const { payment } = props
  const { t } = props.page
  return (
    <>
      <h2>{t(returned.details)}</h2>
      <dl class="facts">
        <dt>{t(returned.amount)}</dt>
        <dd>{pounds(payment.amount)}</dd>
        <dt>{t(returned.reference)}</dt>
        <dd>
          <code>{payment.reference}</code>
        </dd>
        <dt>{t(returned.what)}</dt>
        <dd>{payment.description}</dd>
        <dt>{t(returned.status)}</dt>
        <dd>
          <code>{[payment.state.status, payment.state.code].filter(Boolean).join(" ")}</code>
        </dd>
        <dt>{t(returned.paymentId)}</dt>
        <dd>
          <code>{payment.payment_id}</code>
        </dd>
      </dl>
    </>
  )
}
