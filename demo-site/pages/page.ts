import type { AssetName } from "#demo-site/backend/assets.ts"
import type { WidgetScript } from "#demo-site/backend/widget-script.ts"
import { type Language, pathPrefix, type Words } from "./language.ts"

/** What every page can use, whatever it shows. */
export interface Page {
  readonly language: Language
  /** The page's own path and query without the language's prefix: the language switch needs it. */
  readonly path: string
  /** The sentence in this page's language. */
  readonly t: (words: Words) => string
  /** An address of this site in this page's language. */
  readonly href: (path: string) => string
  /** A public payment page of this council at Civic Pay, `council-tax`, in this page's language. */
  readonly paymentPage: (slug: string) => string
  readonly asset: (name: AssetName) => string
  /** Null while Civic Pay cannot be reached: the page's links and forms work without it. */
  readonly widget: WidgetScript | null
}

/** Our short name in Civic Pay's addresses. */
const buyerSlug = "arwel-vale"

/** Builds what a page needs from the request and the site. */
export function newPage(
  language: Language,
  path: string,
  site: {
    readonly civicPayUrl: string
    readonly asset: (name: AssetName) => string
    readonly widget: WidgetScript | null
  },
): Page {
  const prefix = pathPrefix[language]
  return {
    language,
    path,
    t: (words) => words[language],
    href: (target) => `${prefix}${target}`.replace(/(?<=.)\/$/, ""),
    paymentPage: (slug) => `${site.civicPayUrl}${prefix}/p/${buyerSlug}/${slug}`,
    asset: site.asset,
    widget: site.widget,
  }
}

/** Whole pence as pounds, the same in both languages: 145920 is "£1,459.20". */
export function pounds(pence: number): string {
  return new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" }).format(pence / 100)
}
