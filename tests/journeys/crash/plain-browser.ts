/** What a browser shows after it followed every redirect. */
export interface Shown {
  readonly status: number
  readonly url: string
  readonly html: string
}

/** Where a form goes, and what it sends besides what is typed. */
export interface Form {
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
}

/** A checkout's longest chain: card entry at the acquirer, back to our card page. */
const mostRedirects = 5

/**
 * A browser without script and without cookies: it opens pages, fills forms and follows redirects. It keeps every page
 * that it saw, to be searched.
 */
export class PlainBrowser {
  readonly seen: string[] = []

  async opens(url: string): Promise<Shown> {
    return await this.#follow(await visit(url), url)
  }

  /** Presses the button of the form whose address ends so, with what is typed into it. */
  async submits(
    page: Shown,
    ending: string | RegExp,
    typed: Readonly<Record<string, string>> = {},
  ): Promise<Shown> {
    const { action, fields } = formOf(page, ending)
    return await this.posts(action, { ...fields, ...typed })
  }

  async posts(url: string, fields: Readonly<Record<string, string>>): Promise<Shown> {
    return await this.#follow(await post(url, fields), url)
  }

  async #follow(first: Response, from: string): Promise<Shown> {
    let response = first
    let url = from
    for (let step = 0; step < mostRedirects && response.status === 303; step += 1) {
      await response.body?.cancel()
      url = new URL(response.headers.get("location") ?? "", url).href
      response = await visit(url)
    }
    const html = await response.text()
    this.seen.push(html)
    return { status: response.status, url, html }
  }
}

/** A form's POST, as the browser sends it; redirects are not followed. */
export async function post(url: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  return await fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" })
}

/** A GET of a browser; redirects are not followed. */
export async function visit(url: string): Promise<Response> {
  return await fetch(url, { redirect: "manual" })
}

/** The form whose address ends so, with its hidden fields. */
export function formOf(page: Shown, ending: string | RegExp): Form {
  for (const [, attributes = "", inside = ""] of page.html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)) {
    const action = new URL(attribute(attributes, "action") ?? page.url, page.url).href
    const matches = typeof ending === "string" ? action.endsWith(ending) : ending.test(action)
    if (matches) return { action, fields: hiddenFields(inside) }
  }
  throw new Error(`no form to ${String(ending)} at ${page.url} (${page.status}): ${headingOf(page)}`)
}

export function headingOf(page: Shown): string {
  return (
    /<h1[^>]*>(.*?)<\/h1>/s
      .exec(page.html)?.[1]
      ?.replace(/<[^>]+>/g, "")
      .trim() ?? ""
  )
}

function hiddenFields(inside: string): Record<string, string> {
  const inputs = [...inside.matchAll(/<input\b([^>]*)>/g)].map((match) => match[1] ?? "")
  const hidden = inputs.filter((input) => attribute(input, "type") === "hidden")
  return Object.fromEntries(
    hidden.map((input) => [attribute(input, "name") ?? "", attribute(input, "value") ?? ""]),
  )
}

function attribute(text: string, name: string): string | null {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1]
  return value === undefined
    ? null
    : value.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&")
}
