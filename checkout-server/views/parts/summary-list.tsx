/** One line of a summary. */
export interface SummaryRow {
  readonly key: string
  readonly value: string
  /** Where the answer is changed and the whole sentence for it; null where it cannot be. */
  readonly change: { readonly href: string; readonly label: string } | null
  /** The line that counts. */
  readonly isTotal?: true
}

interface SummaryListProps {
  /** Visible text of the change links. */
  readonly changeLabel: string
  readonly rows: readonly SummaryRow[]
}

/** What is known, line by line. */
export function SummaryList({ changeLabel, rows }: SummaryListProps) {
  const canChange = rows.some((row) => row.change !== null)
  return (
    <dl class="govuk-summary-list">
      {rows.map(({ key, value, change, isTotal }) => (
        <div
          class={`govuk-summary-list__row${canChange && change === null ? " govuk-summary-list__row--no-actions" : ""}`}
        >
          <dt class="govuk-summary-list__key">{key}</dt>
          <dd class={`govuk-summary-list__value${isTotal ? " checkout-total" : ""}`}>{value}</dd>
          {change !== null && (
            <dd class="govuk-summary-list__actions">
              <a class="govuk-link" href={change.href}>
                <span aria-hidden="true">{changeLabel}</span>
                <span class="govuk-visually-hidden">{change.label}</span>
              </a>
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}
