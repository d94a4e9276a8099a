import { Layout } from "./layout.tsx"
import type { Page } from "./page.ts"
import { Columns, HelpBox, PageHead, PriceTable, Snippet, TryBox } from "./parts.tsx"
import { parking } from "./words/services.ts"
import { site } from "./words/site.ts"

/** Pays a parking penalty: a link of ours inside `<civic-pay>`. */
export function ParkingPage({ page }: { readonly page: Page }) {
  const { t } = page
  const href = page.paymentPage("parking-penalty")
  return (
    <Layout page={page} title={t(parking.heading)} pays>
      <PageHead heading={t(parking.heading)} lead={t(parking.lead)} />
      <Columns
        aside={
          <>
            <TryBox page={page} text={parking.demo} codes={["AV00123455", "AR26 VLE"]} />
            <HelpBox page={page} />
          </>
        }
      >
        <div class="warning">
          <p>
            <strong>{t(parking.stop)}</strong>
          </p>
          <p>{t(parking.stopText)}</p>
        </div>
        <p>
          <civic-pay>
            <a class="button" href={href}>
              {t(site.continueToPayment)}
            </a>
          </civic-pay>
        </p>
        <h2>{t(parking.amounts)}</h2>
        <PriceTable
          page={page}
          caption={parking.caption}
          columns={[parking.when, parking.amount]}
          rows={parking.rows}
        />
        <p>{t(parking.camera)}</p>
        <Snippet
          page={page}
          code={`<civic-pay>
  <a href="${href}">…</a>
</civic-pay>`}
        />
      </Columns>
    </Layout>
  )
}
