import { instant } from "#domain/instant.ts"
import type { RawNotification } from "#ports/acquirer.ts"
import { apiKey, type ListeningSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"
import type { ConformanceSubject, TestCard } from "./conformance-subject.ts"

/** The published test cards: the same in the sandbox's own words and in Stripe's. */
const cardNumbers: Readonly<Record<TestCard, string>> = {
  good: "4242424242424242",
  short_of_funds: "4000000000009995",
  challenged: "4000002760003184",
  challenged_once: "4000002500003155",
  declined_later: "4000000000000341",
  refund_pending: "4000000000007726",
  refund_fails: "4000000000005126",
}

/** What a payee types. */
export function cardForm(card: TestCard): Readonly<Record<string, string>> {
  return {
    card_number: cardNumbers[card],
    expiry_month: "12",
    expiry_year: "40",
    cvc: "123",
    cardholder_name: "A Tester",
  }
}

/** What is done to the sandbox behind both of its faces. */
export function steerSandbox(
  sandbox: ListeningSandbox,
): Omit<ConformanceSubject, "acquirer" | "setUp" | "payee"> {
  /** Fails where the sandbox would not. */
  async function control(path: string, body: unknown): Promise<Response> {
    const headers = { authorization: `Bearer ${apiKey}` }
    const init = { method: "POST", headers, body: JSON.stringify(body) }
    const response = await sandbox.send(`/control/${path}`, init)
    if (!response.ok) throw new Error(`/control/${path} answered ${response.status}`)
    return response
  }
  async function advance(milliseconds: number) {
    const response = await control("clock", { advance_ms: milliseconds })
    return (await response.json()) as { now: string }
  }
  return {
    now: async () => instant(Date.parse((await advance(0)).now)),
    advance: async (milliseconds) => {
      await advance(milliseconds)
    },
    planFault: async (operation, fault, reference) => {
      const about = reference === undefined ? {} : { payment_reference: reference }
      await control("faults", { operation, fault, ...about })
    },
    openDispute: async (reference, amount) => {
      await control("disputes", { reference, amount })
    },
    decideDispute: async (acquirerDisputeId, status) => {
      await control(`disputes/${acquirerDisputeId}`, { status })
    },
    stopCard: async (reference) => {
      await control("saved-cards", { reference, refusal: "revocation_of_authorization" })
    },
    notificationAbout: async (reference) => {
      const { body, headers } = await sandbox.receiver.until((one) => one.body.includes(reference))
      // Its postmark has the real time, whatever the sandbox's clock says.
      return { body: Buffer.from(body), headers, receivedAt: instant(Date.now()) } satisfies RawNotification
    },
    close: sandbox.close,
  }
}
