import { renderPage } from "#views/layout.tsx"
import type { ServicePageContext } from "#views/page-context.ts"
import { address, startPath } from "#views/page-context.ts"
import { Button } from "#views/parts/button-form.tsx"
import { ErrorSummary, errorOf } from "#views/parts/error-summary.tsx"
import { TextField } from "#views/parts/text-field.tsx"
import type { FieldProblem } from "#views/payee/field-problems.ts"
import { fieldErrors, keptAnswer } from "#views/payee/field-problems.ts"
import { wordsIn } from "#views/words/words.ts"

/** What the payee typed so far, and what is wrong with it. */
export interface StartProps {
  readonly answers: { readonly reference: string; readonly registration: string }
  readonly problems: readonly FieldProblem<"reference" | "registration">[]
}

/** Page 1: which account is paid. Posts `reference` and, where the service asks, `registration` to its own address. */
export function startPage(context: ServicePageContext, { answers, problems }: StartProps): string {
  const { service, language } = context
  const words = wordsIn[language]
  const errors = fieldErrors(problems, language, { service, range: null })
  const heading = service.words.heading[language]
  return renderPage(context, {
    title: heading,
    hasErrors: errors.length > 0,
    backHref: null,
    main: (
      <>
        <ErrorSummary words={words} errors={errors} text={null} />
        <h1 class="govuk-heading-l">{heading}</h1>
        <form method="post" action={address(language, startPath(context))} novalidate>
          <TextField
            words={words}
            id="reference"
            name="reference"
            label={service.words.referenceLabel[language]}
            hint={service.words.referenceHint[language]}
            error={errorOf(errors, "reference")}
            value={keptAnswer(answers.reference, "reference", problems)}
            autocomplete="off"
            width="govuk-input--width-20"
          />
          {service.reference.registrationRequired && (
            <TextField
              words={words}
              id="registration"
              name="registration"
              label={words.summary.registration}
              hint={null}
              error={errorOf(errors, "registration")}
              value={keptAnswer(answers.registration, "registration", problems)}
              autocomplete="off"
              width="govuk-input--width-10"
            />
          )}
          <Button label={words.actions.continue} look="primary" />
        </form>
      </>
    ),
  })
}
