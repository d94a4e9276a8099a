import type { Acquirer } from "#ports/acquirer.ts"

/** Stands for an account that cannot be used: nothing is ever sent, and nothing that claims to come from it is taken. */
export function closedAcquirer(account: string): Acquirer {
  const closed = async () => ({ kind: "not_sent", cause: "credentials" }) as const
  return {
    name: account,
    capabilities: () => ({ entry: "redirect", origin: "https://closed.invalid", keepsCards: false }),
    prepare: closed,
    authorise: closed,
    capture: closed,
    void: closed,
    refund: closed,
    answerDispute: closed,
    forgetCard: closed,
    fetch: closed,
    findByReference: closed,
    listChanges: closed,
    listSettlements: closed,
    readNotification: () => ({ ok: false, problem: "unsigned" }),
  }
}
