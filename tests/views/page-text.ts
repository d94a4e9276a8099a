const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
}

/** What a page says: its text without markup, one space between pieces. Scripts and styles have no text of their own. */
export function textOf(html: string): string {
  return decode(html.replace(/<[^>]+>/g, " "))
    .replace(/\s+/g, " ")
    .trim()
}

/** The opening tag that holds a piece of text, entities decoded; fails where it is not there exactly once. */
export function tagWith(html: string, piece: string): string {
  const tags = [...html.matchAll(/<[a-z][^>]*>/g)]
    .map(([tag]) => decode(tag))
    .filter((tag) => tag.includes(piece))
  if (tags.length !== 1) throw new Error(`${tags.length} tags hold ${piece}`)
  return tags[0] ?? ""
}

/** The page's title. */
export function titleOf(html: string): string {
  return decode(/<title>(.*?)<\/title>/.exec(html)?.[1] ?? "")
}

function decode(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)
}
