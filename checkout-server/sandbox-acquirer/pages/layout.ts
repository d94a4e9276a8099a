import { html } from "hono/html"
import type { HtmlEscapedString } from "hono/utils/html"
import { type Language, words } from "./words.ts"

/** What `html` gives where no value inside it is a promise. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

/** Whose page this is, and that it is not real. */
export interface Party {
  readonly bank: string
  readonly notReal: string
}

/** The frame of every page: banner, warning that nothing here is real, one main part. The test bank's unless told. */
export function layout(
  page: {
    readonly language: Language
    readonly title: string
    readonly script?: boolean
    readonly party?: Party
  },
  main: Html,
): Html {
  const { bank, notReal } = page.party ?? words[page.language]
  return html`<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} – ${bank}</title>
<link rel="stylesheet" href="/sandbox.css">
${page.script === true ? html`<script src="/continue.js" defer></script>` : ""}
</head>
<body>
<header class="banner"><p class="width bank">${bank}</p></header>
<main class="width">
<p class="warning"><strong>${notReal}</strong></p>
${main}
</main>
</body>
</html>
`
}
