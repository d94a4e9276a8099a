/*
 * Puts new entries on top of the list while the page is being looked at.
 * Without it the page's "Refresh" link does the same.
 */

/** Soon enough to feel live, rare enough to cost nothing. */
const everyMilliseconds = 2000

const list = document.getElementById("live-list")
const news = document.getElementById("live-news")

/**
 * XMLHttpRequest can parse HTML into a document without running anything in it,
 * which fetch cannot do under this site's Trusted Types policy.
 *
 * @param {string} address
 * @returns {Promise<Document | null>}
 */
function readDocument(address) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open("GET", address)
    request.responseType = "document"
    request.timeout = 10_000
    request.onload = () => resolve(request.status === 200 ? request.responseXML : null)
    request.onerror = () => resolve(null)
    request.ontimeout = () => resolve(null)
    request.send()
  })
}

async function bringNews() {
  if (document.visibilityState === "visible") {
    const newer = await readDocument(`${list.dataset.newer}?after=${list.dataset.revision}`)
    const newList = newer?.getElementById("live-list")
    if (newList) show(newList)
  }
  setTimeout(() => void bringNews(), everyMilliseconds)
}

/** @param {HTMLElement} newList */
function show(newList) {
  const entries = [...newList.children].map((entry) => document.importNode(entry, true))
  for (const entry of entries) {
    const shown = [...list.children].find((other) => other.dataset.key === entry.dataset.key)
    shown?.remove()
  }
  list.prepend(...entries)
  list.dataset.revision = newList.dataset.revision
  document.getElementById("live-none")?.remove()
  news.textContent = entries[0]?.dataset.news ?? ""
}

if (list && news) void bringNews()
