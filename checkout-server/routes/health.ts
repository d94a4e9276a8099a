import { Hono } from "hono"
import type { Outside } from "#checkout-server/outside.ts"
import { databaseAnswers } from "#db/queries/health.ts"

/** `/health/live`: the process answers. `/health/ready`: it can serve, because its database answers. */
export function healthRoutes(outside: Outside): Hono {
  return new Hono()
    .get("/health/live", (request) => request.json({ status: "live" }))
    .get("/health/ready", async (request) =>
      (await databaseAnswers(outside.db))
        ? request.json({ status: "ready" })
        : request.json({ status: "unready" }, 503),
    )
}
