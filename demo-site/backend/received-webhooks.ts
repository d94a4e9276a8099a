import * as v from "valibot"
import type { LinesFile } from "./lines-file.ts"
import type { WebhookRefusal } from "./verify-webhook.ts"

/** A webhook with a good signature, as the page shows it. */
export type AcceptedWebhook = v.InferOutput<typeof AcceptedWebhook>
const AcceptedWebhook = v.object({
  kind: v.literal("accepted"),
  /** Grows with every change of the list, over restarts too. */
  revision: v.number(),
  /** RFC 3339, UTC. */
  receivedAt: v.string(),
  webhookId: v.string(),
  /** How often the same `webhook-id` came: the sender repeats what it is not sure of. */
  deliveries: v.number(),
  type: v.nullable(v.string()),
  paymentId: v.nullable(v.string()),
  /** The event, indented. */
  body: v.string(),
})

/** A webhook that was not believed: nothing of its body is kept, for anyone can send one. */
export interface RefusedWebhook {
  readonly kind: "refused"
  readonly revision: number
  readonly receivedAt: string
  readonly problem: WebhookRefusal
  readonly bytes: number
}

export type ReceivedWebhook = AcceptedWebhook | RefusedWebhook

/** The last webhooks, newest first. */
export interface ReceivedWebhooks {
  readonly accept: (webhookId: string, event: unknown) => "new" | "seen_before"
  readonly refuse: (problem: WebhookRefusal, bytes: number) => void
  /** Those that are new or changed since a revision; 0 for all. */
  readonly since: (revision: number) => readonly ReceivedWebhook[]
  readonly revision: () => number
}

/** Enough for an afternoon of testing, and small enough for one page. */
export const acceptedKept = 200
/** Counted apart, so that a flood of forged ones cannot push out a real one. */
export const refusedKept = 30

/** Members of a Civic Pay event that the list names; everything else is shown as it came. */
const ShownMembers = v.object({
  type: v.optional(v.string()),
  data: v.optional(v.object({ payment_id: v.optional(v.string()) })),
})

/** Keeps webhooks in memory and, where there is a file, over restarts. */
export function keepWebhooks(options: {
  readonly now: () => Date
  readonly file: LinesFile | null
}): ReceivedWebhooks {
  const accepted = readEarlier(options.file)
  const refused: RefusedWebhook[] = []
  // Starting from the clock keeps a page that was open during a restart up to date.
  let revision = Math.max(options.now().getTime(), ...[...accepted.values()].map((entry) => entry.revision))

  return {
    accept(webhookId, event) {
      const before = accepted.get(webhookId)
      revision += 1
      const entry: AcceptedWebhook = before
        ? { ...before, revision, deliveries: before.deliveries + 1 }
        : { ...describe(event), revision, webhookId, receivedAt: options.now().toISOString() }
      options.file?.append(JSON.stringify(entry))
      accepted.set(webhookId, entry)
      dropOldest(accepted)
      return before ? "seen_before" : "new"
    },
    refuse(problem, bytes) {
      revision += 1
      refused.push({ kind: "refused", revision, receivedAt: options.now().toISOString(), problem, bytes })
      refused.splice(0, refused.length - refusedKept)
    },
    since: (known) =>
      [...accepted.values(), ...refused]
        .filter((entry) => entry.revision > known)
        .toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt) || b.revision - a.revision),
    revision: () => revision,
  }
}

function describe(event: unknown): Omit<AcceptedWebhook, "revision" | "webhookId" | "receivedAt"> {
  const members = v.safeParse(ShownMembers, event)
  return {
    kind: "accepted",
    deliveries: 1,
    type: members.success ? (members.output.type ?? null) : null,
    paymentId: members.success ? (members.output.data?.payment_id ?? null) : null,
    body: JSON.stringify(event, null, 2),
  }
}

/** A later line about the same webhook replaces an earlier one; a line cut off by a crash is skipped. */
function readEarlier(file: LinesFile | null): Map<string, AcceptedWebhook> {
  const entries = (file?.earlier ?? []).flatMap((line) => {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), AcceptedWebhook), line)
    return parsed.success ? [parsed.output] : []
  })
  return new Map(entries.map((entry) => [entry.webhookId, entry]))
}

function dropOldest(accepted: Map<string, AcceptedWebhook>): void {
  for (const webhookId of accepted.keys()) {
    if (accepted.size <= acceptedKept) return
    accepted.delete(webhookId)
  }
}
