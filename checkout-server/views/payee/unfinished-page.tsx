import type { Instant } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { DeclineMessage } from "#domain/payments/refusal-reason.ts"
import { renderPage } from "#views/layout.tsx"
import type { ServicePageContext } from "#views/page-context.ts"
import { ButtonForm } from "#views/parts/button-form.tsx"
import { Decline } from "#views/parts/decline.tsx"
import { NeedsScript } from "#views/parts/needs-script.tsx"
import { Inset } from "#views/parts/notes.tsx"
import { CancelForm, paymentAddress, TimeLeft } from "#views/parts/payment-actions.tsx"
import { SplitPage } from "#views/parts/payment-summary.tsx"
import type { CheckoutWords } from "#views/words/en.ts"
import { wordsIn } from "#views/words/words.ts"

/** A payment whose payee is, as far as is known, still on the provider's own page. */
export interface UnfinishedProps {
  readonly capability: string
  readonly payment: Payment
  readonly now: Instant
  /** The provider's name. */
  readonly provider: string
  /** The provider was asked and gave no answer: whether it is paid is not known. */
  readonly isUnheard: boolean
  /** What the last card tried there was refused with; null where none was, or where more may have happened since. */
  readonly decline: DeclineMessage | null
}

/** Page 5 where the card is entered elsewhere: on with it, look again, or cancel. Says nothing of a card while unheard. */
export function unfinishedPage(context: ServicePageContext, props: UnfinishedProps): string {
  const { language } = context
  const words = wordsIn[language]
  const { provider, isUnheard } = props
  const decline = isUnheard ? null : props.decline
  const heading = isUnheard ? words.provider.unheard : words.provider.unfinished(provider)
  return renderPage(context, {
    title: heading,
    hasErrors: decline !== null,
    backHref: null,
    main: (
      <>
        {decline !== null && (
          <Decline words={words} decline={decline} field={null} text={words.provider.notCharged} />
        )}
        <SplitPage context={context} payment={props.payment} heading={heading}>
          {isUnheard ? (
            <Unheard {...props} words={words} context={context} />
          ) : (
            <NotPaid {...props} words={words} context={context} />
          )}
          <TimeLeft {...props} language={language} />
        </SplitPage>
      </>
    ),
  })
}

interface PartProps extends Pick<UnfinishedProps, "capability" | "provider" | "decline"> {
  readonly words: CheckoutWords
  readonly context: ServicePageContext
}

function NotPaid({ words, context, capability, provider, decline }: PartProps) {
  return (
    <>
      <p class="govuk-body">
        {decline === null ? words.provider.notPaid(provider) : words.provider.tryThere(provider)}
      </p>
      <NeedsScript words={words} provider={provider} />
      <Onward words={words} context={context} capability={capability} provider={provider} look="primary" />
      <p class="govuk-body">{words.provider.justPaid}</p>
      <LookAgain words={words} context={context} capability={capability} look="govuk-button--secondary" />
      <CancelForm language={context.language} capability={capability} />
    </>
  )
}

function Unheard({ words, context, capability, provider }: PartProps) {
  return (
    <>
      <Inset>
        <strong>{words.checking.doNotPay}</strong>
      </Inset>
      <p class="govuk-body">{words.provider.noAnswer(provider)}</p>
      <LookAgain words={words} context={context} capability={capability} look="" />
      <p class="govuk-body">{words.provider.notPaidYet(provider)}</p>
      <Onward words={words} context={context} capability={capability} provider={provider} look="secondary" />
    </>
  )
}

interface OnwardProps extends Pick<PartProps, "words" | "context" | "capability" | "provider"> {
  readonly look: "primary" | "secondary"
}

/** To the provider's page as it stands. */
function Onward({ words, context, capability, provider, look }: OnwardProps) {
  const action = paymentAddress(context.language, capability, "/provider")
  return <ButtonForm action={action} label={words.provider.continue(provider)} look={look} />
}

interface LookAgainProps extends Pick<PartProps, "words" | "context" | "capability"> {
  readonly look: "" | "govuk-button--secondary"
}

/** Asks the provider anew: the same as coming back from its page. */
function LookAgain({ words, context, capability, look }: LookAgainProps) {
  return (
    <p>
      <a class={`govuk-button ${look}`} href={paymentAddress(context.language, capability, "/return")}>
        {words.checking.again}
      </a>
    </p>
  )
}
