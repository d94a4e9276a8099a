/**
 * Lets each form through once. Its buttons stay focusable and are announced as unavailable; a page that comes back
 * from the browser's memory is as it was.
 */
export function guardForms(): void {
  for (const form of document.forms) {
    form.addEventListener("submit", (event) => {
      if (isSent(form)) event.preventDefault()
      else setSent(form, true)
    })
  }
  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) setSent(form, false)
  })
}

function isSent(form: HTMLFormElement): boolean {
  return form.dataset["sent"] === "yes"
}

function setSent(form: HTMLFormElement, sent: boolean): void {
  form.dataset["sent"] = sent ? "yes" : "no"
  for (const button of form.querySelectorAll("button")) {
    if (sent) button.setAttribute("aria-disabled", "true")
    else button.removeAttribute("aria-disabled")
  }
  for (const status of form.querySelectorAll<HTMLElement>("[data-wait]")) {
    status.textContent = sent ? (status.getAttribute("data-wait") ?? "") : ""
  }
}
