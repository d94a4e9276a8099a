/** Where one delivery of one event to one endpoint stands. `parked`: its endpoint is off; `cancelled`: deleted. */
export const deliveryStates = ["pending", "sending", "delivered", "exhausted", "parked", "cancelled"] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** Why we turned an endpoint off: it answered 410, or nothing but failures came back for five days. */
export const disabledReasons = ["gone", "failing"] as const
export type DisabledReason = (typeof disabledReasons)[number]

/** Failures running after which an endpoint counts as unhealthy. */
export const unhealthyAfterFailures = 5

/** Sends at once to one endpoint, so that a dead one with a long queue delays nobody. */
export const endpointSlots = { healthy: 4, unhealthy: 1 } as const
