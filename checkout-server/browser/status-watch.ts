/** The server answers from its own tables: looking this often costs little and feels immediate. */
const everyMilliseconds = 2000
/** After 2 minutes a bank's answer is a matter of hours: the payee may close the page. */
const mostLooks = 60

/** Asks whether the payment has moved on, says so, and loads the page of its new state. */
export function watchStatus(): void {
  const status = document.querySelector("[data-poll]")
  const address = status?.getAttribute("data-poll")
  if (!status || !address) return
  // Said after loading, because only changes of a live region are announced.
  setTimeout(() => {
    status.textContent = status.getAttribute("data-waiting") ?? ""
  }, 0)
  let looks = 0
  const look = async () => {
    looks += 1
    const page = await currentPage(address)
    if (page !== null && page !== status.getAttribute("data-page")) location.reload()
    else if (looks < mostLooks) setTimeout(look, everyMilliseconds)
    else status.textContent = status.getAttribute("data-stopped") ?? ""
  }
  setTimeout(look, everyMilliseconds)
}

/** The page that the payment is at; null where the server could not be asked: the next look may do better. */
async function currentPage(address: string): Promise<string | null> {
  try {
    const response = await fetch(address, { headers: { accept: "application/json" }, cache: "no-store" })
    if (!response.ok) return null
    const body: unknown = await response.json()
    return pageOf(body)
  } catch {
    return null
  }
}

function pageOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("page" in body)) return null
  return typeof body.page === "string" ? body.page : null
}
