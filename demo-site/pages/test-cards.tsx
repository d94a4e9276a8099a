import type { Child } from "hono/jsx"
import type { Words } from "./language.ts"
import { Layout } from "./layout.tsx"
import type { Page } from "./page.ts"
import { PageHead } from "./parts.tsx"
import { site } from "./words/site.ts"
import { cards, faults, references, testCards } from "./words/test-cards.ts"

const pageNames: Readonly<Record<(typeof references)[number]["page"], Words>> = {
  "council-tax": site.councilTax,
  "parking-penalty": site.parking,
  "garden-waste": site.gardenWaste,
}

/** Everything a tester types: cards, names that break the bank, references. */
export function TestCardsPage({ page }: { readonly page: Page }) {
  const { t } = page
  return (
    <Layout page={page} title={t(testCards.heading)} script="copy.js">
      <PageHead heading={t(testCards.heading)} lead={t(testCards.lead)} />
      <div class="wrap section flow">
        <p role="status" class="live-news" id="copy-news" data-copied={t(testCards.copied)} />
        <h2>{t(testCards.cards)}</h2>
        <CodeTable page={page} code={testCards.card}>
          {cards.map(({ number, happens }) => (
            <CodeRow page={page} label={testCards.card} code={number} happens={happens} />
          ))}
        </CodeTable>
        <h2>{t(testCards.faults)}</h2>
        <p>{t(testCards.faultsLead)}</p>
        <CodeTable page={page} code={testCards.faultName}>
          {faults.map(({ name, happens }) => (
            <CodeRow page={page} label={testCards.faultName} code={name} happens={happens} />
          ))}
        </CodeTable>
        <h2>{t(testCards.references)}</h2>
        <CodeTable page={page} code={testCards.reference} service>
          {references.map(({ page: paymentPage, reference, happens }) => (
            <CodeRow page={page} label={testCards.reference} code={reference} happens={happens}>
              <td data-label={t(testCards.service)}>
                <a href={`${page.paymentPage(paymentPage)}?reference=${reference}`}>
                  {t(pageNames[paymentPage])} <span class="hidden">{reference}</span>
                </a>
              </td>
            </CodeRow>
          ))}
        </CodeTable>
      </div>
    </Layout>
  )
}

function CodeTable(props: {
  readonly page: Page
  readonly code: Words
  readonly service?: boolean
  readonly children: Child
}) {
  const { t } = props.page
  return (
    <table class="codes">
      <thead>
        <tr>
          <th scope="col">{t(props.code)}</th>
          <th scope="col">{t(testCards.happens)}</th>
          {props.service && <th scope="col">{t(testCards.service)}</th>}
        </tr>
      </thead>
      <tbody>{props.children}</tbody>
    </table>
  )
}

/** The copy button needs script, so the script shows it; the code itself is selected whole by one click. */
function CodeRow(props: {
  readonly page: Page
  readonly label: Words
  readonly code: string
  readonly happens: Words
  readonly children?: Child
}) {
  const { t } = props.page
  return (
    <tr>
      <th scope="row" data-label={t(props.label)}>
        <code class="copyable">{props.code}</code>
        <button type="button" class="copy" hidden data-copy={props.code}>
          {t(testCards.copy)} <span class="hidden">{props.code}</span>
        </button>
      </th>
      <td data-label={t(testCards.happens)}>{t(props.happens)}</td>
      {props.children}
    </tr>
  )
}
