import type { StatusPage } from "#views/payee/state-pages.ts"

interface ProgressProps {
  readonly capability: string
  /** The page shown now: the script loads the page again once the server names another. */
  readonly page: StatusPage
  /** Said while looking, and once the script has given up; null: nothing is said then. */
  readonly waiting: string
  readonly stopped: string | null
}

/**
 * Where the script says what it does, empty until then. It asks `GET /pay/{capability}/status` for
 * `{"state", "finished", "page"}` every 2 seconds, for 2 minutes.
 */
export function Progress({ capability, page, waiting, stopped }: ProgressProps) {
  return (
    <p
      class="govuk-body checkout-status"
      role="status"
      data-poll={`/pay/${capability}/status`}
      data-page={page}
      data-waiting={waiting}
      data-stopped={stopped ?? ""}
    />
  )
}
