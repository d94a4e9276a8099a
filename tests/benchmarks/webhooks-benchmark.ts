import { type Figure, median, medianRatio } from "./figures.ts"
import { forkProcess } from "./forked.ts"
import type { PlannedRequest, Received, ReceiverOrder } from "./orders.ts"
import { addEndpoints, oweWebhooks, webhookBody } from "./owed-webhooks.ts"
import type { Bench } from "./plan.ts"
import { pointWebhooksAt, received } from "./receive-webhooks.ts"
import { inTurns } from "./turns.ts"
import { type Workbench, withWorkbench } from "./workbench.ts"

/** One endpoint is sent to four times at once and no more; eight let the worker use all that it has. */
const endpointCounts = [1, 8] as const
const sendsPerEndpoint = 4

/** Webhooks that the worker delivers, against posting the same bodies to the same receiver as fast as it takes them. */
export async function webhooksBenchmark(bench: Bench): Promise<readonly Figure[]> {
  const receiver = forkProcess<ReceiverOrder, Received>("receiver-process", bench.signal)
  try {
    const { origin } = await receiver.ask("listen")
    return await withWorkbench(bench, async (workbench) => {
      await pointWebhooksAt(workbench.sql, origin)
      await addEndpoints(workbench.sql, Math.max(...endpointCounts))
      const figures: Figure[] = []
      for (const endpoints of endpointCounts) {
        bench.tell(`webhooks to ${endpoints} endpoint${endpoints === 1 ? "" : "s"}`)
        figures.push(...(await compare(bench, workbench, { receiver, origin, endpoints })))
      }
      return figures
    })
  } finally {
    await receiver.stop()
  }
}

interface Receiving {
  readonly receiver: ReturnType<typeof forkProcess<ReceiverOrder, Received>>
  readonly origin: string
  readonly endpoints: number
}

async function compare(
  { plan, signal }: Bench,
  workbench: Workbench,
  { receiver, origin, endpoints }: Receiving,
): Promise<readonly Figure[]> {
  const worker = async () => {
    await receiver.ask("forget")
    const count = await oweWebhooks(workbench.sql, {
      owner: workbench.owner,
      endpoints,
      count: plan.webhooks,
    })
    const { firstAt, lastAt } = await received(receiver, count, signal)
    return (count / (lastAt - firstAt)) * 1_000
  }
  const bare = async () => {
    const ends = { count: plan.webhooks }
    const clients = endpoints * sendsPerEndpoint
    const sent = await workbench.load({ origin, clients, ends, requests: [post], expect: 204 })
    return sent.milliseconds.length / sent.seconds
  }
  for (const warm of [worker, bare]) await warm()
  const [ours = [], theirs = []] = await inTurns(plan.rounds, [worker, bare])
  const to = endpoints === 1 ? "1 endpoint" : `${endpoints} endpoints`
  return [
    { name: `webhooks.worker.${endpoints}`, title: `to ${to}: worker`, value: median(ours), unit: "/s" },
    { name: `webhooks.bare.${endpoints}`, title: `to ${to}: bare loop`, value: median(theirs), unit: "/s" },
    {
      name: `webhooks.ratio_bare.${endpoints}`,
      title: `to ${to}: worker / bare loop`,
      value: medianRatio(ours, theirs),
      unit: "×",
    },
  ]
}

const post: PlannedRequest = {
  method: "POST",
  path: "/webhooks",
  headers: { "content-type": "application/json; charset=utf-8" },
  body: webhookBody,
}
