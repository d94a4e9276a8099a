import type { Database } from "#sandbox-acquirer/store/connect.ts"
import { connect, schemaName } from "#sandbox-acquirer/store/connect.ts"
import { apiKey, notificationSecret } from "#tests/sandbox-acquirer/sandbox-client.ts"
import { stripeSecretKey, stripeWebhookSecret } from "#tests/sandbox-acquirer/stripe-client.ts"
import type { GroundAcquirer } from "#tests/simulation/ground.ts"
import { secretsKey } from "#tests/simulation/simulated-process.ts"
import { connectCouncil } from "./connect-council.ts"
import { StripeSide } from "./stripe-side.ts"

/** Connects the council as `npm start` does; the sandbox that speaks Stripe's words keeps its books beside ours. */
export async function connectStripe(databaseUrl: string): Promise<GroundAcquirer> {
  const keys = {
    endpoint: "sandbox",
    secretKey: stripeSecretKey,
    webhookSecret: stripeWebhookSecret,
  } as const
  const account = await connectCouncil({ port: 0, databaseUrl }, keys, (url) => ({
    DATABASE_URL: databaseUrl,
    CIVIC_PAY_SECRETS_KEY: Buffer.from(secretsKey).toString("base64"),
    SANDBOX_ACQUIRER_URL: url,
    SANDBOX_API_KEY: apiKey,
    SANDBOX_NOTIFICATION_SECRET: notificationSecret,
  }))
  const sql = connect(databaseUrl)
  await openAll(sql)
  const tables = await tablesOf(sql)
  return {
    // A call is several requests, and each has two steps.
    stepsEach: 160,
    side: (world) => new StripeSide(world, sql, account),
    clear: async () => {
      await sql.begin(async (tx) => {
        await tx`SET LOCAL session_replication_role = replica`
        await tx.unsafe(tables.map((table) => `DELETE FROM ${table}`).join(";"))
      })
    },
    close: () => sql.end(),
  }
}

/** Connections that open later would take of the seed's chance: their handshake is random. */
async function openAll(sql: Database): Promise<void> {
  await Promise.all(Array.from({ length: sql.options.max }, () => sql`SELECT pg_sleep(0.1)`))
}

async function tablesOf(sql: Database): Promise<readonly string[]> {
  const rows = await sql<{ tablename: string }[]>`
    SELECT tablename FROM pg_tables WHERE schemaname = ${schemaName} AND tablename <> 'schema_version'
    ORDER BY tablename`
  return rows.map(({ tablename }) => tablename)
}
