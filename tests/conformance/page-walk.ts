/** How long a payee waits for a page. */
const patienceMilliseconds = 3_000
/** Pages in a row that lead to the form. */
const mostPages = 5

/**
 * Walks from a page to the first form that asks for any of these fields, by its one link where it has none, fills it
 * in and sends it, as a browser without script does. Stops where no such form comes: the page is over.
 */
export async function walkForm(url: string, fields: Readonly<Record<string, string>>): Promise<void> {
  let address = url
  for (let pages = 0; pages < mostPages; pages += 1) {
    const response = await fetch(address)
    const page = await response.text()
    const form = formsIn(page).find(({ names }) => Object.keys(fields).some((name) => names.includes(name)))
    if (form !== undefined) {
      await send(new URL(form.action ?? response.url, response.url), fields)
      return
    }
    const [next, ...others] = [...page.matchAll(/<a href="([^"]+)"/g)].map(([, href = ""]) => href)
    const isOnward = next !== undefined && others.length === 0
    if (!isOnward || new URL(next, response.url).origin !== new URL(url).origin) return
    address = new URL(next.replaceAll("&amp;", "&"), response.url).href
  }
}

/** What comes back is not looked at: it may be an address of ours, where nobody listens here, or an error. */
async function send(address: URL, fields: Readonly<Record<string, string>>): Promise<void> {
  await fetch(address, {
    method: "POST",
    body: new URLSearchParams({ ...fields }),
    redirect: "manual",
    signal: AbortSignal.timeout(patienceMilliseconds),
  }).catch(() => undefined)
}

function formsIn(page: string) {
  return [...page.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = "", inside = ""]) => ({
    action: /\baction="([^"]*)"/.exec(attributes)?.[1],
    names: [...inside.matchAll(/\bname="([^"]*)"/g)].map(([, name = ""]) => name),
  }))
}
