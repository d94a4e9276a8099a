import postgres from "postgres"
import { seedDemo } from "#checkout-server/seed-demo.ts"
import { openConnection } from "#db/connect.ts"
import { findPaymentPage } from "#db/queries/services.ts"
import { secretsKey } from "./simulated-process.ts"
import { webhookSecret } from "./simulated-receiver.ts"
import { SimulatedSide } from "./simulated-side.ts"
import type { Ground } from "./world.ts"

/** What a seed writes goes when it is over; the council and the rules of the database stay. */
const keptTables = [
  ...["acquirer_account", "buyer", "service", "service_account", "api_key", "webhook_endpoint"],
  ...["payment_transition", "refund_transition", "dispute_transition"],
]

/** Rows that were cleared leave room behind; now and then the tables are made anew. */
const seedsBetweenTruncations = 250

/** Whom the payments of a ground are with. */
export interface GroundAcquirer extends Pick<Ground, "stepsEach" | "side"> {
  /** Takes away what a seed left at the acquirer. */
  clear(): Promise<void>
  close(): Promise<void>
}

const nothing = async () => {}

/** An acquirer in memory, which answers in the words of our port. */
const simulated: GroundAcquirer = {
  stepsEach: 80,
  side: (world) => new SimulatedSide(world),
  clear: nothing,
  close: nothing,
}

/** Connects the council of this database with an acquirer. */
export type ConnectGround = (databaseUrl: string) => Promise<GroundAcquirer>

/** A ground for many seeds, one after another. */
export interface OpenGround extends Ground {
  /** Takes away what a seed left. */
  clear(): Promise<void>
  close(): Promise<void>
}

/** Opens a migrated database of its owner, and makes a council in it. Without `connect` its acquirer is in memory. */
export async function openGround(databaseUrl: string, connect?: ConnectGround): Promise<OpenGround> {
  await seedDemo({
    databaseUrl,
    secretsKey: Buffer.from(secretsKey).toString("base64"),
    checkoutUrl: "https://pay.example",
    demoUrl: "https://council.example",
    apiKey: "civicpay_test_key",
    webhookSecret,
  })
  const acquirer = connect === undefined ? simulated : await connect(databaseUrl)
  const connection = openConnection(databaseUrl, "simulation")
  // History is append-only by triggers; between two seeds they are passed by.
  const passingBy = { session_replication_role: "replica" }
  const owner = postgres(databaseUrl, { max: 1, onnotice: () => {}, connection: passingBy })
  const page = await findPaymentPage(connection.database, {
    buyer: "arwel-vale",
    page: "council-tax",
    mode: "test",
  })
  if (!page) throw new Error("the council has no service")
  const tables = await tablesOfSeeds(owner)
  let seeds = 0
  return {
    database: connection.database,
    owner,
    service: page.service,
    stepsEach: acquirer.stepsEach,
    side: acquirer.side,
    clear: async () => {
      await acquirer.clear()
      seeds += 1
      if (seeds % seedsBetweenTruncations === 0) await owner.unsafe(`truncate ${tables.join()}`)
      else await owner.unsafe(tables.map((table) => `delete from ${table}`).join(";"))
      await owner`update webhook_endpoint set consecutive_failures = 0, failing_since = null,
        enabled = true, disabled_reason = null`
    },
    close: async () => {
      await acquirer.close()
      await connection.close()
      await owner.end()
    },
  }
}

async function tablesOfSeeds(owner: postgres.Sql): Promise<readonly string[]> {
  const rows = await owner<{ tablename: string }[]>`
    select tablename from pg_tables where schemaname = 'public' and tablename not in ${owner(keptTables)}
    order by tablename`
  return rows.map(({ tablename }) => tablename)
}
