import type { Answer } from "#demo-site/backend/payments-api.ts"
import { type Room, rooms } from "#demo-site/backend/room-hire.ts"
import { Layout } from "./layout.tsx"
import { type Page, pounds } from "./page.ts"
import { Columns, HelpBox, PageHead, Snippet } from "./parts.tsx"
import { invoice } from "./words/invoice.ts"
import { site } from "./words/site.ts"

const choices: readonly Room[] = ["study-room", "meeting-room", "river-hall"]

/** Pays for a library room: our server creates the payment. `token` makes two presses of one form one order. */
export function InvoicePage(props: { readonly page: Page; readonly token: string; readonly error: boolean }) {
  const { page, error } = props
  const { t } = page
  const title = t(invoice.heading)
  return (
    <Layout page={page} title={error ? `${t(invoice.problem)}: ${title}` : title}>
      <PageHead heading={title} lead={t(invoice.lead)} />
      <Columns
        aside={
          <>
            <section class="box" aria-labelledby="about">
              <h2 id="about">{t(invoice.about)}</h2>
              <p>{t(invoice.aboutText)}</p>
            </section>
            <HelpBox page={page} />
          </>
        }
      >
        {error && <ErrorSummary page={page} />}
        <form class="panel" action={page.href("/invoice")} method="post">
          <input type="hidden" name="token" value={props.token} />
          <fieldset aria-describedby={error ? "room-error" : undefined}>
            <legend>{t(invoice.legend)}</legend>
            {error && (
              <p class="error" id="room-error">
                {t(invoice.chooseRoom)}
              </p>
            )}
            {choices.map((room) => (
              <div class="choice">
                <input type="radio" name="room" id={room} value={room} />
                <label for={room}>
                  <span>{t(invoice.rooms[room])}</span> <strong>{pounds(rooms[room])}</strong>
                </label>
              </div>
            ))}
          </fieldset>
          <button type="submit" class="button">
            {t(site.continueToPayment)}
          </button>
        </form>
        <Snippet page={page} code={exampleCall} />
      </Columns>
    </Layout>
  )
}

const exampleCall = `POST /v1/payments
Authorization: Bearer civicpay_test_…
Idempotency-Key: …

{ "amount": 2400,
  "reference": "3…",
  "description": "…",
  "return_url": "…/return?order=…",
  "language": "cy" }

303 → _links.next_url.href`

function ErrorSummary({ page }: { readonly page: Page }) {
  return (
    <div class="summary" role="alert">
      <h2>{page.t(invoice.problem)}</h2>
      <p>
        <a href="#study-room">{page.t(invoice.chooseRoom)}</a>
      </p>
    </div>
  )
}

/** Says honestly why no payment was created. */
export function InvoiceFailedPage(props: { readonly page: Page; readonly answer: Answer & { ok: false } }) {
  const { page, answer } = props
  const { t } = page
  return (
    <Layout page={page} title={t(invoice.failedHeading)}>
      <PageHead heading={t(invoice.failedHeading)} lead={t(invoice.noMoney)} />
      <div class="wrap section flow">
        <p>{t(reasons[answer.problem])}</p>
        {answer.problem === "refused" && (
          <p>
            {t(invoice.refusedCode)}: <code>{answer.code ?? `HTTP ${answer.status}`}</code>
          </p>
        )}
        <p>
          <a class="button" href={page.href("/invoice")}>
            {t(invoice.tryAgain)}
          </a>
        </p>
      </div>
    </Layout>
  )
}

const reasons = {
  refused: invoice.refused,
  unreachable: invoice.unreachable,
  unexpected_answer: invoice.unexpected,
}
