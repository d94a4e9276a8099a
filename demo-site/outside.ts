import type { Logger } from "pino"
import type { Assets } from "#demo-site/backend/assets.ts"
import type { Orders } from "#demo-site/backend/orders.ts"
import type { PaymentsApi } from "#demo-site/backend/payments-api.ts"
import type { ReceivedWebhooks } from "#demo-site/backend/received-webhooks.ts"
import type { WidgetScript } from "#demo-site/backend/widget-script.ts"
import type { Settings } from "./settings.ts"

/** Everything the site needs that is not a pure function of the request. */
export interface Outside {
  readonly settings: Settings
  readonly assets: Assets
  readonly payments: PaymentsApi
  readonly orders: Orders
  readonly webhooks: ReceivedWebhooks
  readonly widget: () => WidgetScript | null
  readonly now: () => Date
  /** 32 hexadecimal digits that nobody can guess. */
  readonly newToken: () => string
  /** False once the process is stopping. */
  readonly ready: () => boolean
  readonly log: Logger
}
