import { html } from "hono/html"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { type Html, layout } from "./layout.ts"
import { words } from "./words.ts"

/** Where a tester plays the cardholder: approve, decline, or leave. Its form posts to its own address. */
export function challengePage(
  payment: Pick<PaymentRow, "amount" | "description" | "language" | "card_last_four">,
): Html {
  const said = words[payment.language]
  return layout(
    { language: payment.language, title: said.challengeTitle },
    html`<h1>${said.challengeTitle}</h1>
<p>${said.challengeLead}</p>
<dl>
<div><dt>${said.payment}</dt><dd>${payment.description}</dd></div>
<div><dt>${said.amount}</dt><dd>${pounds(payment.amount)}</dd></div>
<div><dt>${said.card}</dt><dd>${said.cardEnding(payment.card_last_four ?? "")}</dd></div>
</dl>
<form method="post" class="buttons">
<button type="submit" name="decision" value="approve">${said.approve}</button>
<button type="submit" name="decision" value="decline" class="secondary">${said.decline}</button>
</form>
<p>${said.leave}</p>`,
  )
}

const poundsFormat = new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" })

/** `£1,459.20` in both languages. */
function pounds(pence: number): string {
  return poundsFormat.format(pence / 100)
}
