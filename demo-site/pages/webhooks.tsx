import type {
  AcceptedWebhook,
  ReceivedWebhook,
  RefusedWebhook,
} from "#demo-site/backend/received-webhooks.ts"
import type { Language } from "./language.ts"
import { Layout } from "./layout.tsx"
import type { Page } from "./page.ts"
import { PageHead } from "./parts.tsx"
import { refusals, webhooks } from "./words/webhooks.ts"

/** Shows what Civic Pay sent to our server. */
export function WebhooksPage(props: {
  readonly page: Page
  readonly received: readonly ReceivedWebhook[]
  readonly revision: number
  readonly memoryOnly: boolean
}) {
  const { page, received } = props
  const { t } = page
  return (
    <Layout page={page} title={t(webhooks.heading)} script="live-list.js">
      <PageHead heading={t(webhooks.heading)} lead={t(webhooks.lead)} />
      <div class="wrap section flow">
        <p class="actions">
          <a class="button button-quiet" href={page.href("/webhooks")}>
            {t(webhooks.refresh)}
          </a>
        </p>
        <p role="status" class="live-news" id="live-news" />
        <h2>{t(webhooks.list)}</h2>
        {received.length === 0 && <p id="live-none">{t(webhooks.none)}</p>}
        <WebhookList page={page} received={received} revision={props.revision} />
        <p class="hint">
          {t(webhooks.kept)} {props.memoryOnly && t(webhooks.memoryOnly)}
        </p>
      </div>
    </Layout>
  )
}

/** The list alone: the page's script asks for what is new since a revision and puts it on top. */
export function WebhookList(props: {
  readonly page: Page
  readonly received: readonly ReceivedWebhook[]
  readonly revision: number
}) {
  return (
    <ol
      class="webhooks"
      id="live-list"
      data-newer={props.page.href("/webhooks/newer")}
      data-revision={props.revision}
    >
      {props.received.map((webhook) =>
        webhook.kind === "accepted" ? (
          <Accepted page={props.page} webhook={webhook} />
        ) : (
          <Refused page={props.page} webhook={webhook} />
        ),
      )}
    </ol>
  )
}

function Accepted(props: { readonly page: Page; readonly webhook: AcceptedWebhook }) {
  const { webhook } = props
  const { t, language } = props.page
  const title = webhook.type ?? t(webhooks.unknownType)
  const time = londonTime(webhook.receivedAt, language)
  return (
    <li data-key={`accepted ${webhook.webhookId}`} data-news={`${t(webhooks.verified)}: ${title}, ${time}`}>
      <h3>
        <span class="badge badge-good">{t(webhooks.verified)}</span> <code>{title}</code>
      </h3>
      <dl class="facts">
        <dt>{t(webhooks.received)}</dt>
        <dd>
          <time datetime={webhook.receivedAt}>{time}</time>
        </dd>
        {webhook.paymentId !== null && (
          <>
            <dt>{t(webhooks.payment)}</dt>
            <dd>
              <code>{webhook.paymentId}</code>
            </dd>
          </>
        )}
        <dt>{t(webhooks.webhookId)}</dt>
        <dd>
          <code>{webhook.webhookId}</code>
        </dd>
        <dt>{t(webhooks.deliveries)}</dt>
        <dd>{webhook.deliveries}</dd>
      </dl>
      <details class="snippet">
        <summary>{t(webhooks.body)}</summary>
        <pre>
          <code translate="no">{webhook.body}</code>
        </pre>
      </details>
    </li>
  )
}

function Refused(props: { readonly page: Page; readonly webhook: RefusedWebhook }) {
  const { webhook } = props
  const { t, language } = props.page
  const time = londonTime(webhook.receivedAt, language)
  return (
    <li
      class="is-refused"
      data-key={`refused ${webhook.revision}`}
      data-news={`${t(webhooks.refused)}, ${time}`}
    >
      <h3>
        <span class="badge badge-bad">{t(webhooks.refused)}</span> {t(webhooks.refusedTitle)}
      </h3>
      <p>
        {t(refusals[webhook.problem])} <code>{webhook.problem}</code>
      </p>
      <dl class="facts">
        <dt>{t(webhooks.received)}</dt>
        <dd>
          <time datetime={webhook.receivedAt}>{time}</time>
        </dd>
        <dt>{t(webhooks.size)}</dt>
        <dd>{webhook.bytes}</dd>
      </dl>
    </li>
  )
}

function londonTime(instant: string, language: Language): string {
  return new Intl.DateTimeFormat(language === "cy" ? "cy-GB" : "en-GB", {
    dateStyle: "long",
    timeStyle: "medium",
    timeZone: "Europe/London",
  }).format(new Date(instant))
}
