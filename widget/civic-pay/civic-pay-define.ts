import { CivicPay } from "#widget/civic-pay/civic-pay.ts"
import type { CivicPayErrorDetail, CivicPayOpenDetail } from "#widget/civic-pay/events.ts"

declare global {
  interface HTMLElementTagNameMap {
    "civic-pay": CivicPay
  }
  interface HTMLElementEventMap {
    "civic-pay-open": CustomEvent<CivicPayOpenDetail>
    "civic-pay-error": CustomEvent<CivicPayErrorDetail>
  }
}

// A page may hold two copies of the script, even of two versions: the first one stays, without a word.
if (!customElements.get("civic-pay")) customElements.define("civic-pay", CivicPay)
