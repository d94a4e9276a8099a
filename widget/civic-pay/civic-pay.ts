import { type PropertyDeclarations, type PropertyValues, ReactiveElement } from "@lit/reactive-element"
import type {
  CivicPayErrorDetail,
  CivicPayMode,
  CivicPayOpenDetail,
  CivicPayResult,
  CivicPayState,
} from "#widget/civic-pay/events.ts"
import { CONTINUE_LABELS } from "#widget/civic-pay/words.ts"
import { WIDGET_VERSION } from "#widget/version.ts"

/** No event tells of a stopped or failed navigation; after this time the control works again. */
const OPENING_LIMIT_MILLISECONDS = 10_000

type Control = HTMLFormElement | HTMLAnchorElement

/**
 * `<civic-pay>`: a way to a payment page. The link or GET form inside is the control, and the browser follows
 * it; the element adds events, a guard against double presses and, where there is no control, a link.
 */
export class CivicPay extends ReactiveElement {
  static readonly version: string = WIDGET_VERSION
  /** The checkout's origin, without a trailing slash: the script's own, unless an npm user sets it. */
  static origin: string = new URL(import.meta.url).origin

  static override properties: PropertyDeclarations = {
    mode: { reflect: true, useDefault: true },
    href: {},
    label: {},
  }

  /** `modal` is accepted, and opens as a redirect. */
  declare mode: CivicPayMode
  /** The payment page's address, where there is no control inside. */
  declare href: string | null | undefined
  /** The words of the link to `href`. */
  declare label: string | null | undefined

  #state: CivicPayState = "idle"
  /** The link that this element writes. */
  #link = document.createElement("a")
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.mode = "redirect"
    this.addEventListener("click", this.#onClick)
    this.addEventListener("submit", this.#onSubmit)
  }

  get state(): CivicPayState {
    return this.#state
  }

  /** Null: after a redirect the payment ends on another page. */
  get result(): CivicPayResult | null {
    return null
  }

  /** Presses the control as the payee would: a form is validated first. A refusal is told by an event. */
  async open(): Promise<void> {
    await this.updateComplete
    const control = this.#control() ?? this.#link
    if (!control.isConnected) this.#refuse()
    else if (control instanceof HTMLFormElement) control.requestSubmit()
    else control.click()
  }

  /** True where nothing is open afterwards. A redirect on its way cannot be called back. */
  close(): boolean {
    return this.#state === "idle"
  }

  override connectedCallback(): void {
    super.connectedCallback()
    // Back may restore the page as it was left.
    addEventListener("pageshow", this.#rest)
    // A copy of a busy element is not busy, and the nearest language may be another one here.
    this.#rest()
    this.requestUpdate()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener("pageshow", this.#rest)
  }

  protected override createRenderRoot(): ShadowRoot {
    const root = this.attachShadow({ mode: "open" })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(":host{display:contents}")
    root.adoptedStyleSheets = [sheet]
    const slot = document.createElement("slot")
    slot.onslotchange = () => this.requestUpdate()
    root.append(slot)
    return root
  }

  protected override updated(changed: PropertyValues<this>): void {
    const link = this.#link
    const isNeeded = this.href && !this.#control()
    link.href = this.href ?? ""
    if (isNeeded && isOurs(link)) {
      const language = this.matches(":lang(cy)") ? "cy" : "en"
      link.textContent = this.label || CONTINUE_LABELS[language]
      // Our words say which language they are in; the host's are in the page's.
      if (this.label) link.removeAttribute("lang")
      else link.lang = language
      // Appending again would lose the focus.
      if (link.parentNode !== this) this.append(link)
    } else {
      link.remove()
      if (isNeeded && changed.has("href")) this.#refuse()
    }
  }

  /** The page's own link or form. */
  #control(): Control | undefined {
    return [...this.querySelectorAll<Control>("form,a[href]")].find((control) => control !== this.#link)
  }

  #onClick(event: MouseEvent): void {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement)
    const isPlain = !(event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey)
    if (link && isPlain) this.#take(event, link, link)
  }

  #onSubmit(event: SubmitEvent): void {
    const form = event.target
    if (!(form instanceof HTMLFormElement)) return
    // Attributes, because a field named `action` or `target` stands in for the property.
    const read = (name: string) =>
      event.submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? ""
    const link = document.createElement("a")
    if (/^(get)?$/i.test(read("method"))) link.href = read("action")
    link.target = read("target")
    this.#take(event, form, link)
  }

  #take(event: Event, control: Control, link: HTMLAnchorElement): void {
    if (event.defaultPrevented || !/^(_self)?$/i.test(link.target)) return
    if (!isOurs(link)) {
      if (control === this.#control()) this.#refuse()
    } else if (this.#state === "idle" && this.#tell("civic-pay-open", { mode: "redirect" })) {
      this.#leave(event)
    } else event.preventDefault()
  }

  /** The browser does the rest, so that the form's button and the link's own settings count. */
  #leave(event: Event): void {
    this.#move("opening")
    this.#timer = setTimeout(this.#rest, OPENING_LIMIT_MILLISECONDS)
    // A listener further up the page may still refuse, as a form's validation does.
    setTimeout(() => event.defaultPrevented && this.#rest())
  }

  #refuse(): void {
    this.#tell("civic-pay-error", { code: "configuration", recoverable: false })
  }

  #tell(name: string, detail: CivicPayOpenDetail | CivicPayErrorDetail): boolean {
    return this.dispatchEvent(
      new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: "mode" in detail }),
    )
  }

  #rest = (): void => {
    clearTimeout(this.#timer)
    this.#move("idle")
  }

  #move(state: CivicPayState): void {
    this.#state = state
    this.toggleAttribute("busy", state === "opening")
  }
}

/** An address's text begins with its origin: never that of `javascript:`, or of one with a user name. */
function isOurs(link: HTMLAnchorElement): boolean {
  return !!link.getAttribute("href") && link.href.startsWith(`${CivicPay.origin}/`)
}
