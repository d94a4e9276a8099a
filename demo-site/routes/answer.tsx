import type { Context } from "hono"

import type { HtmlEscapedString } from "hono/utils/html"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import type { Outside } from "#demo-site/outside.ts"
import { type Language, pathPrefix } from "#demo-site/pages/language.ts"
import { MessagePage } from "#demo-site/pages/message.tsx"
import { newPage, type Page } from "#demo-site/pages/page.ts"
import { notFound } from "#demo-site/pages/words/invoice.ts"

/** What a page needs, for the request's language and path. */
export function pageFor(outside: Outside, language: Language, path: string): Page {
  return newPage(language, path, {
    civicPayUrl: outside.settings.civicPayUrl,
    asset: outside.assets.href,
    widget: outside.widget(),
  })
}

/** A whole HTML document: JSX has no doctype, without which browsers fall back to old rules. */
export async function answerHtml(
  context: Context,
  document: HtmlEscapedString | Promise<HtmlEscapedString>,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  return context.html(`<!doctype html>${await document}`, status)
}

/** The page for an address that is not there, or for a fault of ours, in the language of the address. */
export function answerMessage(
  context: Context,
  outside: Outside,
  kind: "not_found" | "error",
): Promise<Response> {
  const language = languageOf(context.req.path)
  // The other language's address would not be there either: the switch leads to its home page.
  const page = pageFor(outside, language, "/")
  return kind === "not_found"
    ? answerHtml(context, <MessagePage page={page} heading={notFound.heading} text={notFound.text} />, 404)
    : answerHtml(
        context,
        <MessagePage page={page} heading={notFound.errorHeading} text={notFound.errorText} />,
        500,
      )
}

function languageOf(path: string): Language {
  return path === pathPrefix.cy || path.startsWith(`${pathPrefix.cy}/`) ? "cy" : "en"
}
