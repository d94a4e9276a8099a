import { createStripeAcquirer } from "#adapters/acquirer-stripe/acquirer-stripe.ts"
import { later } from "#domain/instant.ts"
import type { Acquirer, AcquirerCall } from "#ports/acquirer.ts"
import { stripeSecretKey, stripeWebhookSecret } from "#tests/sandbox-acquirer/stripe-client.ts"
import type { SimulatedProcess } from "#tests/simulation/simulated-process.ts"
import type { World } from "#tests/simulation/world.ts"
import type { StripeSide } from "./stripe-side.ts"
import { wire } from "./wire.ts"

/** Where the sandbox's Stripe face says that it is. Nothing is sent there: the app is called. */
export const stripeOrigin = "https://stripe.example"

/** The real adapter with Stripe's real client; only what carries the bytes is the simulation's. */
export function stripeWay(world: World, side: StripeSide, process: SimulatedProcess): Acquirer {
  const settings = {
    account: side.account,
    secretKey: stripeSecretKey,
    webhookSecrets: [stripeWebhookSecret],
    mode: "test",
    apiUrl: stripeOrigin,
    pageOrigin: stripeOrigin,
  } as const
  const { name, capabilities, authorise, readNotification } = createStripeAcquirer(settings)
  /** The adapter keeps nothing between calls, so each call may have one of its own. */
  const through = (operation: string, { timeoutMilliseconds }: AcquirerCall) => {
    const end = later(world.now, timeoutMilliseconds)
    return createStripeAcquirer({ ...settings, fetch: wire(world, side, { process, operation, end }) })
  }
  return {
    name,
    capabilities,
    readNotification,
    prepare: (call, request) => through("prepare", call).prepare(call, request),
    authorise: async (call, request) => {
      world.reach("authorisation refused as unsupported", process.name)
      return await authorise(call, request)
    },
    capture: (call, request) => through("capture", call).capture(call, request),
    void: (call, acquirerPaymentId) => through("void", call).void(call, acquirerPaymentId),
    refund: (call, request) => through("refund", call).refund(call, request),
    answerDispute: (call, request) => through("answer", call).answerDispute(call, request),
    forgetCard: (call, savedCard) => through("forget", call).forgetCard(call, savedCard),
    fetch: (call, acquirerPaymentId) => through("fetch", call).fetch(call, acquirerPaymentId),
    findByReference: (call, search) => through("find", call).findByReference(call, search),
    listChanges: (call, from) => through("list changes", call).listChanges(call, from),
    listSettlements: async (call, day) => {
      const outcome = await through("list settlements", call).listSettlements(call, day)
      // Its books are never closed here: other tests reconcile them.
      return outcome.kind === "ok" ? { ...outcome, value: { ...outcome.value, complete: false } } : outcome
    },
  }
}
