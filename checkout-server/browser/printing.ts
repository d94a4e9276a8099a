/** Shows the print button, which can do nothing without script. */
export function offerPrinting(): void {
  const button = document.querySelector<HTMLElement>("[data-print]")
  if (button === null) return
  button.hidden = false
  button.addEventListener("click", () => print())
}
