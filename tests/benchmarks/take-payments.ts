import type { Agent } from "node:http"
import { type Answer, keepAlive, type Sent, send } from "./http-client.ts"
import type { LoadAnswer, Payments } from "./orders.ts"
import { createRequest } from "./requests.ts"

const form = { "content-type": "application/x-www-form-urlencoded" }
const card = {
  card_number: "4242424242424242",
  expiry_month: "10",
  expiry_year: "34",
  cardholder_name: "Mair Llwyd",
  cvc: "123",
}

/** Takes payments as a buyer's server and a payee's browser do, page by page, and times each whole payment. */
export async function takePayments(payments: Payments): Promise<LoadAnswer> {
  const agent = keepAlive(payments.clients)
  const milliseconds: number[] = []
  const pages: string[] = []
  const startedAt = performance.now()
  let begun = 0
  const bePayee = async () => {
    while (begun < payments.count) {
      begun += 1
      const before = performance.now()
      pages.push(await takePayment(agent, payments, begun))
      milliseconds.push(performance.now() - before)
    }
  }
  try {
    await Promise.all(Array.from({ length: payments.clients }, bePayee))
    return { seconds: (performance.now() - startedAt) / 1_000, milliseconds, pages }
  } finally {
    agent.destroy()
  }
}

/** One payment, to where it is to go. Answers its checkout page. */
async function takePayment(agent: Agent, payments: Payments, number: number): Promise<string> {
  const { path, headers, body } = createRequest(payments.apiKey, number)
  const created = await expecting(201, agent, {
    method: "POST",
    url: new URL(path, payments.checkout),
    headers,
    body,
  })
  const page = JSON.parse(created.text)._links.next_url.href as string
  await expecting(200, agent, { method: "GET", url: new URL(page) })
  const cardForm = await postAndFollow(agent, `${page}/card`, {})
  if (payments.to === "card_form") return page
  const action = found(cardForm, /<form method="post" action="([^"]+\/card-entries\/[^"]+)"/)
  const entrySecret = found(cardForm, /name="entry_secret" value="([^"]+)"/)
  const confirm = await postAndFollow(agent, action, { ...card, entry_secret: entrySecret })
  await postAndFollow(agent, `${page}/confirmation`, {
    token: found(confirm, /name="token" value="([^"]+)"/),
  })
  return page
}

/** Posts a form as a browser does: on to where the answer leads. */
async function postAndFollow(
  agent: Agent,
  url: string,
  fields: Readonly<Record<string, string>>,
): Promise<string> {
  const body = new URLSearchParams(fields).toString()
  const { location } = await expecting(303, agent, { method: "POST", url: new URL(url), headers: form, body })
  const next = await expecting(200, agent, { method: "GET", url: new URL(location ?? "", url) })
  return next.text
}

async function expecting(status: number, agent: Agent, sent: Sent): Promise<Answer> {
  const answer = await send(agent, sent)
  if (answer.status === status) return answer
  throw new Error(
    `${sent.method} ${sent.url.pathname} answered ${answer.status}: ${answer.text.slice(0, 200)}`,
  )
}

function found(html: string, pattern: RegExp): string {
  const [, value] = pattern.exec(html) ?? []
  if (value === undefined) throw new Error(`a page without ${pattern}`)
  return value.replaceAll("&amp;", "&")
}
