import type { Language } from "#domain/instant.ts"
import type { Buyer, Mode, Service } from "#domain/services/service.ts"

/** What every page needs to know about the request it answers. */
export interface PageContext {
  readonly language: Language
  /** The page's address without language prefix, with its query: the English/Cymraeg switch leads there. */
  readonly path: string
  readonly buyer: Buyer | null
  readonly service: Service | null
  readonly mode: Mode
  /** Addresses of the style sheet and the page script, as the build's `assets.json` gives them. */
  readonly assets: { readonly css: string; readonly js: string }
}

/** The context of every page on the way of a payment, where buyer and service are known. */
export interface ServicePageContext extends PageContext {
  readonly buyer: Buyer
  readonly service: Service
}

/** One of our own addresses in a language: Welsh pages carry the prefix `/cy`. */
export function address(language: Language, path: string): string {
  return language === "cy" ? `/cy${path}` : path
}

/** Where a payment on this service begins, without language prefix. */
export function startPath(context: ServicePageContext): string {
  return `/p/${context.buyer.slug}/${context.service.slug}`
}
