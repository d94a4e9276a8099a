import { Layout } from "./layout.tsx"
import type { Page } from "./page.ts"
import { Columns, HelpBox, PageHead, PriceTable, Snippet, TryBox } from "./parts.tsx"
import { gardenWaste } from "./words/services.ts"

/** Orders garden waste collections: an empty `<civic-pay>` that writes its own link, and one for browsers without script. */
export function GardenWastePage({ page }: { readonly page: Page }) {
  const { t } = page
  const href = page.paymentPage("garden-waste")
  return (
    <Layout page={page} title={t(gardenWaste.heading)} pays>
      <PageHead heading={t(gardenWaste.heading)} lead={t(gardenWaste.lead)} />
      <Columns
        aside={
          <>
            <TryBox page={page} text={gardenWaste.demo} codes={["GW24KX7MT"]} />
            <HelpBox page={page} />
          </>
        }
      >
        <PriceTable
          page={page}
          caption={gardenWaste.prices}
          columns={[gardenWaste.when, gardenWaste.price]}
          rows={gardenWaste.rows}
        />
        <p>{t(gardenWaste.quantity)}</p>
        <div class="pay-link">
          <PayLink page={page} href={href} />
        </div>
        <p class="hint">
          {t(gardenWaste.noButton)} <a href={href}>{t(gardenWaste.noButtonLink)}</a>.
        </p>
        <h2>{t(gardenWaste.whatGoesIn)}</h2>
        <ul>
          {gardenWaste.goesIn.map((thing) => (
            <li>{t(thing)}</li>
          ))}
        </ul>
        <Snippet
          page={page}
          code={`<civic-pay href="${href}" label="…"></civic-pay>
<noscript><a href="${href}">…</a></noscript>`}
        />
      </Columns>
    </Layout>
  )
}

/** While the script's address is unknown nothing would fill the empty element, so the link stands in it. */
function PayLink(props: { readonly page: Page; readonly href: string }) {
  const label = props.page.t(gardenWaste.label)
  const link = (
    <a class="button" href={props.href}>
      {label}
    </a>
  )
  if (props.page.widget === null) return <civic-pay>{link}</civic-pay>
  return (
    <>
      <civic-pay href={props.href} label={label} />
      <noscript>{link}</noscript>
    </>
  )
}
