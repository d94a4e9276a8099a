/** Moves the focus to the list of errors, so that it is read first (GOV.UK error summary). */
export function focusErrorSummary(): void {
  document.querySelector<HTMLElement>("[data-error-summary]")?.focus()
}
