/* Shows the copy buttons and makes them work; without it a click selects the whole code. */

const news = document.getElementById("copy-news")

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy)
    news.textContent = `${news.dataset.copied}: ${button.dataset.copy}`
  })
}
