import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import type { Outside } from "#checkout-server/outside.ts"
import { withAcquirer } from "#checkout-server/outside.ts"
import { receiveNotification } from "#operations/acquirer-notifications/receive-notification.ts"

/** A whole object of Stripe's, with all that hangs on it, is smaller. */
const maxNotificationBytes = 256 * 1024

/** `POST /acquirer-notifications/{account}`: stored first, answered at once, processed later. */
export function acquirerNotificationRoutes(outside: Outside): Hono {
  return new Hono().post(
    "/acquirer-notifications/:account{[a-z0-9_]{1,60}}",
    bodyLimit({ maxSize: maxNotificationBytes }),
    async (request) => {
      const body = new Uint8Array(await request.req.arrayBuffer())
      const told = await withAcquirer(outside, request.req.param("account"))
      const reading = await receiveNotification(told, { body, headers: request.req.header() })
      return reading.ok ? request.json({ received: true }) : request.json({ error: reading.problem }, 400)
    },
  )
}
