import type { Instant } from "#domain/instant.ts"
import { formatPounds } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { DeclineMessage } from "#domain/payments/refusal-reason.ts"
import { renderPage } from "#views/layout.tsx"
import type { ServicePageContext } from "#views/page-context.ts"
import { Button, ButtonForm } from "#views/parts/button-form.tsx"
import { Decline } from "#views/parts/decline.tsx"
import type { FieldError } from "#views/parts/error-summary.tsx"
import { ErrorSummary, errorOf } from "#views/parts/error-summary.tsx"
import { ExpiryField } from "#views/parts/expiry-field.tsx"
import { NeedsScript } from "#views/parts/needs-script.tsx"
import { CancelForm, paymentAddress, TimeLeft } from "#views/parts/payment-actions.tsx"
import { SplitPage } from "#views/parts/payment-summary.tsx"
import { TextField } from "#views/parts/text-field.tsx"
import { cardErrors, cardFieldIds } from "#views/payee/card-errors.ts"
import type { CheckoutWords } from "#views/words/en.ts"
import { wordsIn } from "#views/words/words.ts"

/** The card form, or why there is none. */
export interface CardProps {
  readonly capability: string
  readonly payment: Payment
  readonly now: Instant
  readonly entry: CardEntry
  /** The acquirer's error codes, as they came back: `card_number.luhn`. */
  readonly errorCodes: readonly string[]
  /** What the last card was refused with; null where none was, or where the payee has pressed "pay" since. */
  readonly decline: DeclineMessage | null
}

export type CardEntry =
  /** The acquirer's address that takes the card, and its secret. */
  | { readonly kind: "ready"; readonly action: string; readonly entrySecret: string }
  /** The card is entered on the page of this provider. */
  | { readonly kind: "elsewhere"; readonly provider: string }
  /** None was asked for yet. */
  | { readonly kind: "not_ready" }
  /** The acquirer does not answer. */
  | { readonly kind: "unavailable" }

/**
 * Page 4: the card form, which posts to the acquirer and never to us. Without an entry it offers
 * `POST /pay/{capability}/card`, which asks for one; `entry=new` gives up one that the acquirer has closed.
 */
export function cardPage(context: ServicePageContext, props: CardProps): string {
  const { language } = context
  const words = wordsIn[language]
  const errors = props.entry.kind === "ready" ? cardErrors(props.errorCodes, words) : []
  const isUnavailable = props.entry.kind === "unavailable"
  const heading = headingOf(props.entry, words)
  // Where the card is entered elsewhere, the page before has told of it.
  const isTold = isUnavailable || props.entry.kind === "elsewhere" || errors.length > 0
  const decline = isTold ? null : props.decline
  return renderPage(context, {
    title: heading,
    hasErrors: errors.length > 0 || decline !== null,
    backHref: null,
    main: (
      <>
        {decline === null ? (
          <ErrorSummary words={words} errors={errors} text={words.card.retype} />
        ) : (
          <Decline
            words={words}
            decline={decline}
            field={props.entry.kind === "ready" ? cardFieldIds.card_number : null}
            text={words.closed.noMoney}
          />
        )}
        <SplitPage context={context} payment={props.payment} heading={heading}>
          <Entry words={words} context={context} props={props} errors={errors} />
          <CancelForm language={language} capability={props.capability} />
          <TimeLeft {...props} language={language} />
        </SplitPage>
      </>
    ),
  })
}

function headingOf(entry: CardEntry, { declines, provider, card }: CheckoutWords): string {
  if (entry.kind === "unavailable") return declines.unavailable
  return entry.kind === "elsewhere" ? provider.heading(entry.provider) : card.heading
}

interface EntryProps {
  readonly words: CheckoutWords
  readonly context: ServicePageContext
  readonly props: CardProps
  readonly errors: readonly FieldError[]
}

function Entry({ words, context, props, errors }: EntryProps) {
  const { entry } = props
  const again = paymentAddress(context.language, props.capability, "/card")
  switch (entry.kind) {
    case "unavailable":
      return (
        <>
          <p class="govuk-body">{words.closed.noMoney}</p>
          <ButtonForm action={again} label={words.card.tryAgain} look="primary" />
        </>
      )
    case "elsewhere":
      return (
        <>
          <p class="govuk-body">{words.provider.text(entry.provider)}</p>
          <p class="govuk-body">{words.provider.before}</p>
          <NeedsScript words={words} provider={entry.provider} />
          <ButtonForm
            action={paymentAddress(context.language, props.capability, "/provider")}
            label={words.provider.continue(entry.provider)}
            look="primary"
          />
        </>
      )
    case "not_ready":
      return (
        <>
          <p class="govuk-body">{words.card.notReady}</p>
          <ButtonForm
            action={again}
            label={words.actions.continue}
            look="primary"
            hidden={{ entry: "new" }}
          />
        </>
      )
    case "ready":
      return (
        <form method="post" action={entry.action} novalidate autocomplete="on">
          <input type="hidden" name="entry_secret" value={entry.entrySecret} />
          <CardFields
            words={words}
            errors={errors}
            cardholder={props.payment.prefilledCardholder?.cardholderName ?? ""}
          />
          <Button label={words.actions.pay(formatPounds(props.payment.amount))} look="primary" />
        </form>
      )
  }
}

/** Room for 19 digits typed in groups, as the design gives it. */
const cardNumberMaxLength = 26

interface CardFieldsProps extends Pick<EntryProps, "words" | "errors"> {
  /** The name that the buyer's server gave; empty where it gave none. */
  readonly cardholder: string
}

function CardFields({ words, errors, cardholder }: CardFieldsProps) {
  const { card } = words
  return (
    <>
      <TextField
        words={words}
        id={cardFieldIds.card_number}
        name="card_number"
        label={card.number}
        hint={null}
        error={errorOf(errors, cardFieldIds.card_number)}
        value=""
        autocomplete="cc-number"
        inputmode="numeric"
        maxlength={cardNumberMaxLength}
        width="govuk-input--width-20"
      />
      <ExpiryField words={words} error={errorOf(errors, cardFieldIds.expiry)} />
      <TextField
        words={words}
        id={cardFieldIds.cardholder_name}
        name="cardholder_name"
        label={card.name}
        hint={null}
        error={errorOf(errors, cardFieldIds.cardholder_name)}
        value={cardholder}
        autocomplete="cc-name"
        maxlength={200}
        width="govuk-input--width-20"
      />
      <TextField
        words={words}
        id={cardFieldIds.cvc}
        name="cvc"
        label={card.code}
        hint={card.codeHint}
        error={errorOf(errors, cardFieldIds.cvc)}
        value=""
        autocomplete="cc-csc"
        inputmode="numeric"
        maxlength={4}
        width="govuk-input--width-4"
      />
    </>
  )
}
