import type { Words } from "./language.ts"
import { Layout } from "./layout.tsx"
import type { Page } from "./page.ts"
import { PageHead } from "./parts.tsx"
import { site } from "./words/site.ts"

/** A page with one thing to say and the way home: nothing here, or something went wrong. */
export function MessagePage(props: { readonly page: Page; readonly heading: Words; readonly text: Words }) {
  const { page } = props
  return (
    <Layout page={page} title={page.t(props.heading)}>
      <PageHead heading={page.t(props.heading)} lead={page.t(props.text)} />
      <div class="wrap section flow">
        <p>
          <a class="button" href={page.href("/")}>
            {page.t(site.backHome)}
          </a>
        </p>
        <p>{page.t(site.callUs)}</p>
      </div>
    </Layout>
  )
}
