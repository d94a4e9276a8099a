/** What the browser was left to do once every listener had its say. */
export interface Outcome {
  /** True where the press would now be followed by the browser. */
  readonly followed: boolean
  readonly opened: CustomEvent[]
  readonly errors: CustomEvent[]
}

/** Runs `act` and reads what became of the press, stopping the browser from leaving the test page. */
export function watch(act: () => void): Outcome {
  const read = startWatching()
  act()
  return read()
}

/** As `watch`, for a press that comes later. */
export async function watchUntil(act: () => Promise<void>): Promise<Outcome> {
  const read = startWatching()
  await act()
  return read()
}

function startWatching(): () => Outcome {
  const opened: CustomEvent[] = []
  const errors: CustomEvent[] = []
  let followed = false
  const stay = (event: Event) => {
    // A submit button's click is only the beginning of a submit.
    const isLink = event.composedPath().some((node) => node instanceof HTMLAnchorElement)
    if (event.type === "click" && !isLink) return
    followed = !event.defaultPrevented
    event.preventDefault()
  }
  const watching = new AbortController()
  const { signal } = watching
  document.body.addEventListener("civic-pay-open", (event) => opened.push(event), { signal })
  document.body.addEventListener("civic-pay-error", (event) => errors.push(event), { signal })
  for (const type of ["click", "submit"]) window.addEventListener(type, stay, { signal })
  return () => {
    watching.abort()
    return { followed, opened, errors }
  }
}

/** Clicks as a mouse would. */
export function click(target: Element, settings: MouseEventInit = {}): void {
  target.dispatchEvent(
    new MouseEvent("click", { bubbles: true, cancelable: true, composed: true, ...settings }),
  )
}

/** The next task, when what was left to a timer of no length has run. */
export function nextTask(): Promise<void> {
  return new Promise((done) => {
    setTimeout(done)
  })
}
