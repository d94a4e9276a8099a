/**
 * Sends the confirmed card on at once. Only on arrival: a page opened ahead of time, reloaded or reached by Back
 * waits for a press.
 */
export function submitConfirmation(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-submit-at-once]")
  if (form === null || isPrerendering() || !isArrival()) return
  form.requestSubmit()
}

function isPrerendering(): boolean {
  return "prerendering" in document && document.prerendering === true
}

function isArrival(): boolean {
  const [navigation] = performance.getEntriesByType("navigation")
  return !(navigation instanceof PerformanceNavigationTiming) || navigation.type === "navigate"
}
