import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import type { Outside } from "#checkout-server/outside.ts"
import { receiveNotification } from "#operations/acquirer-notifications/receive-notification.ts"

/** A pointer with its signature is far smaller. */
const maxNotificationBytes = 64 * 1024

/** `POST /acquirer-notifications/{acquirer}`: stored first, answered at once, processed later. */
export function acquirerNotificationRoutes(outside: Outside): Hono {
  return new Hono().post(
    `/acquirer-notifications/${outside.acquirer.name}`,
    bodyLimit({ maxSize: maxNotificationBytes }),
    async (request) => {
      const body = new Uint8Array(await request.req.arrayBuffer())
      const reading = await receiveNotification(outside, { body, headers: request.req.header() })
      return reading.ok ? request.json({ received: true }) : request.json({ error: reading.problem }, 400)
    },
  )
}
