/** How a payment page is shown: in the same tab, or in a dialog over the host page. */
export type CivicPayMode = "redirect" | "modal"

/** Where the element is between a press and the end of a payment. A redirect knows only the first two. */
export type CivicPayState = "idle" | "opening" | "open" | "processing" | CivicPayStatus | "unavailable"

/** How a payment ended, as far as the browser was told. A hint: fulfil on a webhook or the API. */
type CivicPayStatus = "succeeded" | "pending" | "failed" | "cancelled" | "expired"

/** What the browser was told at the end. `reference` is the payment's public reference. */
export interface CivicPayResult {
  readonly status: CivicPayStatus
  readonly reference: string
}

/** `civic-pay-open`: the mode that will really be used. Cancelable. */
export interface CivicPayOpenDetail {
  readonly mode: CivicPayMode
}

/** `civic-pay-error`: what went wrong, and whether another press may help. */
export interface CivicPayErrorDetail {
  readonly code: "timeout" | "refused" | "network" | "protocol" | "unavailable" | "configuration"
  readonly recoverable: boolean
}
