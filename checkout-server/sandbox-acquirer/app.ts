import { Hono } from "hono"
import { routePath } from "hono/route"
import { json } from "./faults/act.ts"
import { claimDue, claimEarly, deliver } from "./notifications/deliver.ts"
import { type DeliveryLoop, startDeliveryLoop } from "./notifications/delivery-loop.ts"
import type { RouteContext, SandboxEnv, SandboxOutside } from "./outside.ts"
import { messagePage } from "./pages/message.ts"
import { settleDue } from "./payments/due.ts"
import { failure } from "./payments/write.ts"
import { apiRoutes } from "./routes/api.ts"
import { assetRoutes } from "./routes/assets.ts"
import { cardEntryRoutes } from "./routes/card-entries.ts"
import { challengeRoutes } from "./routes/challenges.ts"
import { controlRoutes } from "./routes/control.ts"
import { pageAnswer } from "./routes/page-answer.ts"
import type { NotificationRow } from "./store/rows.ts"
import { stripeFailure, unknownAddress } from "./stripe/answer.ts"
import { hostedPageRoutes } from "./stripe/routes/hosted-page.ts"
import { stripeRoutes } from "./stripe/routes/stripe-routes.ts"

export interface SandboxAcquirer {
  readonly app: Hono<SandboxEnv>
  /** Does once what is due now: lapses, refunds that turn, notifications. Returns how many rows it met. */
  runDue(): Promise<number>
  /** Starts sending by itself, at once after each commit. */
  start(): void
  /** Ends hanging answers, then waits for what is being sent. */
  stop(): Promise<void>
}

/** Notifications sent by one `runDue`. */
const dueBatch = 100

/** The whole acquirer, without a listening socket. The tables must be there (`migrate`). */
export function buildSandboxAcquirer(outside: SandboxOutside): SandboxAcquirer {
  const stopping = new AbortController()
  let loop: DeliveryLoop | null = null
  let ahead = 0
  const { sql } = outside
  const clock = () => new Date(outside.clock().getTime() + ahead)
  const stripe = outside.stripe?.receiver ?? null
  const receiver = { ...outside.receiver, stripe, clock, postmarkClock: outside.clock }
  const settle = () => settleDue(sql, clock())
  const send = async (claimed: readonly NotificationRow[]) => {
    await Promise.all(claimed.map((notification) => deliver(sql, notification, receiver)))
    return claimed.length
  }
  const context: RouteContext = {
    ...outside,
    clock,
    stopping: stopping.signal,
    committed: () => loop?.wake(),
    sendEarly: async (paymentId) => {
      await send(await claimEarly(sql, paymentId, clock()))
    },
    advance: async (milliseconds) => {
      ahead += milliseconds
      while ((await settle()) > 0);
      loop?.wake()
    },
  }
  return {
    app: buildApp(context),
    runDue: async () => {
      const settled = await settle()
      return settled + (await send(await claimDue(sql, clock(), dueBatch)))
    },
    start: () => {
      loop ??= startDeliveryLoop(sql, receiver, {
        housekeep: settle,
        onError: (error) => outside.log.error(describeError(error), "delivery loop failed"),
      })
    },
    stop: async () => {
      stopping.abort()
      await loop?.stop()
    },
  }
}

function buildApp(context: RouteContext): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  app.use(async (c, next) => {
    const startedAt = performance.now()
    await next()
    // The template, never the path: a path or a query can hold what somebody typed.
    const fields = {
      method: c.req.method,
      route: routePath(c, -1),
      status: c.res.status,
      duration_ms: Math.round(performance.now() - startedAt),
    }
    context.log.info(fields, "answered")
  })
  app.get("/health/live", () => json({ status: 200, body: { status: "ok" } }))
  app.get("/health/ready", async () => {
    await context.sql`SELECT 1`
    return json({ status: 200, body: { status: "ok" } })
  })
  app.route("/", assetRoutes())
  app.route("/api", apiRoutes(context))
  if (context.control) app.route("/control", controlRoutes(context))
  if (context.stripe) {
    app.route("/v1", stripeRoutes(context, context.stripe))
    app.route("/c", hostedPageRoutes(context))
  }
  app.route("/card-entries", cardEntryRoutes(context))
  app.route("/challenges", challengeRoutes(context))
  app.notFound((c) => {
    if (isStripe(c.req.path)) return json(unknownAddress(c.req.method, c.req.path))
    const forProgram = /^\/(api|control|health)\b/.test(c.req.path)
    return forProgram
      ? json(failure(404, "not_found"))
      : pageAnswer(messagePage("not_found"), { status: 404 })
  })
  app.onError((error, c) => {
    context.log.error({ ...describeError(error), route: routePath(c, -1) }, "request failed")
    if (isStripe(c.req.path)) return json(stripeFailure(500, "server_error"))
    return json(failure(c.req.path === "/health/ready" ? 503 : 500, "server_error"))
  })
  return app
}

function isStripe(path: string): boolean {
  return path === "/v1" || path.startsWith("/v1/")
}

/**
 * An error for the log. PostgreSQL's message and detail can repeat a row's values, so of those only the code and
 * the names go in.
 */
export function describeError(error: unknown): Record<string, string | undefined> {
  if (!(error instanceof Error)) return { error: typeof error }
  if (error.name !== "PostgresError") return { error: error.name, stack: error.stack }
  const text = (key: string): string | undefined => {
    const value: unknown = Reflect.get(error, key)
    return typeof value === "string" ? value : undefined
  }
  return {
    error: error.name,
    code: text("code"),
    table: text("table_name"),
    constraint: text("constraint_name"),
  }
}
