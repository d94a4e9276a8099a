import { Layout } from "./layout.tsx"
import type { Page } from "./page.ts"
import { Columns, HelpBox, PageHead, Snippet, TryBox } from "./parts.tsx"
import { councilTax } from "./words/services.ts"
import { site } from "./words/site.ts"

/** Pays Council Tax: a form of ours inside `<civic-pay>`, which sends the account number to the payment page. */
export function CouncilTaxPage({ page }: { readonly page: Page }) {
  const { t } = page
  const action = page.paymentPage("council-tax")
  return (
    <Layout page={page} title={t(councilTax.heading)} pays>
      <PageHead heading={t(councilTax.heading)} lead={t(councilTax.lead)} />
      <Columns
        aside={
          <>
            <TryBox page={page} text={councilTax.demo} codes={["501234567"]} />
            <HelpBox page={page} />
          </>
        }
      >
        <civic-pay>
          <form class="panel" action={action} method="get">
            <label for="reference">{t(councilTax.label)}</label>
            <p class="hint" id="reference-hint">
              {t(councilTax.hint)}
            </p>
            <input
              class="input-reference"
              id="reference"
              name="reference"
              inputmode="numeric"
              autocomplete="off"
              spellcheck={false}
              aria-describedby="reference-hint"
            />
            <button type="submit" class="button">
              {t(site.continueToPayment)}
            </button>
          </form>
        </civic-pay>
        <h2>{t(councilTax.before)}</h2>
        <ul>
          {councilTax.steps.map((step) => (
            <li>{t(step)}</li>
          ))}
        </ul>
        <h2>{t(councilTax.difficulty)}</h2>
        <p>{t(councilTax.difficultyText)}</p>
        <Snippet
          page={page}
          code={`<civic-pay>
  <form action="${action}" method="get">
    <label for="reference">…</label>
    <input id="reference" name="reference" inputmode="numeric">
    <button>…</button>
  </form>
</civic-pay>`}
        />
      </Columns>
    </Layout>
  )
}
