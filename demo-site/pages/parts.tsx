import type { Child } from "hono/jsx"
import type { Words } from "./language.ts"
import { type Page, pounds } from "./page.ts"
import { site } from "./words/site.ts"

/** The top of every page but the home page: one heading and one sentence. */
export function PageHead(props: { readonly heading: string; readonly lead?: string }) {
  return (
    <div class="page-head">
      <div class="wrap">
        <h1>{props.heading}</h1>
        {props.lead && <p class="lead">{props.lead}</p>}
      </div>
    </div>
  )
}

/** Two columns where there is room: what the page is for, and what helps with it. */
export function Columns(props: { readonly children: Child; readonly aside: Child }) {
  return (
    <div class="wrap columns">
      <div class="flow">{props.children}</div>
      <div class="flow">{props.aside}</div>
    </div>
  )
}

/** A box for testers: a reference that works on this page. */
export function TryBox(props: {
  readonly page: Page
  readonly text: Words
  readonly codes: readonly string[]
}) {
  return (
    <section class="box box-tester" aria-labelledby="try">
      <h2 id="try">{props.page.t(site.tryReference)}</h2>
      <p>{props.page.t(props.text)}</p>
      <ul class="plain">
        {props.codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p>
        <a href={props.page.href("/test-cards")}>{props.page.t(site.testCards)}</a>
      </p>
    </section>
  )
}

/** How to reach the council, in the same place on every page that pays. */
export function HelpBox({ page }: { readonly page: Page }) {
  return (
    <section class="box" aria-labelledby="help">
      <h2 id="help">{page.t(site.needHelp)}</h2>
      <p>{page.t(site.callUs)}</p>
    </section>
  )
}

/** The lines of HTML that make this page pay, for the reader who builds one. */
export function Snippet(props: { readonly page: Page; readonly code: string }) {
  return (
    <details class="snippet">
      <summary>{props.page.t(site.howMade)}</summary>
      <pre>
        <code translate="no">{props.code}</code>
      </pre>
    </details>
  )
}

/** Amounts by the day of payment. */
export function PriceTable(props: {
  readonly page: Page
  readonly caption: Words
  readonly columns: readonly [Words, Words]
  readonly rows: readonly { readonly when: Words; readonly pence: number }[]
}) {
  const { t } = props.page
  return (
    <table class="prices">
      <caption>{t(props.caption)}</caption>
      <thead>
        <tr>
          <th scope="col">{t(props.columns[0])}</th>
          <th scope="col" class="number">
            {t(props.columns[1])}
          </th>
        </tr>
      </thead>
      <tbody>
        {props.rows.map(({ when, pence }) => (
          <tr>
            <th scope="row">{t(when)}</th>
            <td class="number">{pounds(pence)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
