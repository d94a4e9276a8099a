/** Typing another amount chooses "Another amount". */
export function selectOnTyping(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-selects]")) {
    const radio = document.getElementById(input.getAttribute("data-selects") ?? "")
    if (!(radio instanceof HTMLInputElement)) continue
    input.addEventListener("input", () => {
      radio.checked = true
    })
  }
}
