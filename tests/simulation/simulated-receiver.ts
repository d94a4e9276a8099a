import { createHmac } from "node:crypto"
import { secondMilliseconds } from "#domain/instant.ts"
import type { WebhookPost, WebhookPostOutcome, WebhookSender } from "#ports/webhook-sender.ts"
import type { WebhookFault } from "./faults.ts"
import { webhookFaults } from "./faults.ts"
import { die } from "./simulated-database.ts"
import type { SimulatedProcess } from "./simulated-process.ts"
import type { World } from "./world.ts"

/** The secret that the simulated council shares with its receiver. */
export const webhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

/** A receiver fails this often for one message, then it is well again: no delivery may be given up in a seed. */
const mostFailures = 3

const address = "192.0.2.7"
const slowestMilliseconds = 15 * secondMilliseconds

/** The way of one process to the buyer's receiver, and the receiver itself, which keeps what reached it. */
export function simulatedReceiver(world: World, process: SimulatedProcess): WebhookSender {
  return {
    post: async (post) => {
      const where = `${process.name} webhook`
      const { crash } = world.weather
      await world.scheduler.park(process, `${where} leaves`)
      if (world.trouble(crash, ["crash_before_post"]))
        return await die(world, process, where, "crash_before_post")
      const fault = chooseFault(world, post)
      if (fault === null || receives[fault]) receive(world, post)
      if (world.trouble(crash, ["crash_after_post"]))
        return await die(world, process, where, "crash_after_post")
      await world.scheduler.park(process, `${where} is answered`)
      if (fault !== null) world.meet(fault, where)
      return answerTo(fault, world.random.below(slowestMilliseconds))
    },
  }
}

function chooseFault(world: World, post: WebhookPost): WebhookFault | null {
  const id = post.headers["webhook-id"] ?? ""
  const failures = world.webhookFailures.get(id) ?? 0
  const fault = failures < mostFailures ? world.trouble(world.weather.webhook, webhookFaults) : null
  if (fault !== null) world.webhookFailures.set(id, failures + 1)
  return fault
}

/** Whether the receiver has taken the message in spite of the fault. */
const receives: Readonly<Record<WebhookFault, boolean>> = {
  webhook_connect: false,
  webhook_timeout_before: false,
  webhook_timeout_after: true,
  webhook_reset_after: true,
  webhook_status_500: false,
  webhook_status_429: false,
  webhook_status_503: false,
}

function receive(world: World, { headers, body }: WebhookPost): void {
  const id = headers["webhook-id"] ?? ""
  const key = Buffer.from(webhookSecret.slice("whsec_".length), "base64")
  const content = `${id}.${headers["webhook-timestamp"]}.${body}`
  const signature = `v1,${createHmac("sha256", key).update(content).digest("base64")}`
  if (headers["webhook-signature"] !== signature)
    world.violations.push("a webhook came with a wrong signature")
  const before = world.received.get(id)
  if (before !== undefined && before !== body) world.violations.push("a webhook came with two bodies")
  world.received.set(id, body)
}

function answerTo(fault: WebhookFault | null, durationMilliseconds: number): WebhookPostOutcome {
  switch (fault) {
    case null:
      return { kind: "answered", status: 200, retryAfter: null, address, durationMilliseconds }
    case "webhook_connect":
      return { kind: "failed", failure: "connect", address: null, durationMilliseconds }
    case "webhook_timeout_before":
    case "webhook_timeout_after":
      return { kind: "failed", failure: "timeout", address, durationMilliseconds }
    case "webhook_reset_after":
      return { kind: "failed", failure: "reset", address, durationMilliseconds }
    case "webhook_status_500":
      return { kind: "answered", status: 500, retryAfter: null, address, durationMilliseconds }
    case "webhook_status_429":
      return { kind: "answered", status: 429, retryAfter: "120", address, durationMilliseconds }
    case "webhook_status_503":
      return { kind: "answered", status: 503, retryAfter: "600", address, durationMilliseconds }
  }
}
