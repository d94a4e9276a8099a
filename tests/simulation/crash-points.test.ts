import { readdirSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { drain } from "./crash/drain.ts"
import { scenarios } from "./crash/scenarios.ts"
import type { Acted, CrashPoint, CrashStage } from "./crash/stage.ts"
import { openStage } from "./crash/stage.ts"
import { acquirerViolations, checkoutViolations } from "./invariants.ts"

let stage: CrashStage
const killedAt = new Set<string>()

/** Scenarios begin alike: a point is killed in the first that passes it, or in each with `CRASH_POINTS=every`. */
const everyPoint = process.env["CRASH_POINTS"] === "every"

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

/** States that keep what was told: what was paid stays paid, a cancelled payment never becomes a paid one. */
const mustBe: Readonly<Record<string, string>> = {
  paid: "captured",
  refunded: "captured",
  cancelled: "cancelled_by_(payee|service)",
  created: "",
}

/** Nothing that was acknowledged is missing, nothing is doubled or half done. */
async function expectWhole(acted: Acted): Promise<void> {
  await drain(stage)
  expect(await checkoutViolations(stage.sql)).toEqual([])
  expect(await acquirerViolations(stage.sql, stage.acquirerSql)).toEqual([])
  for (const { acknowledged, paymentId } of acted.acknowledged) {
    const [row] = await stage.sql`select state from payment where id = ${paymentId}`
    expect([acknowledged, row?.["state"]]).toEqual([
      acknowledged,
      expect.stringMatching(new RegExp(`^${mustBe[acknowledged] || ".+"}$`)),
    ])
  }
  const untold = await stage.sql`select id from outbox_event`
  expect(untold.filter((event) => !stage.heard.has(String(event["id"])))).toEqual([])
}

/** Some twenty lives and deaths of a real process. */
const deadlineMilliseconds = 600_000

describe.each(Object.keys(scenarios))("%s", (scenario) => {
  it("leaves everything whole, wherever the process is killed", {
    timeout: deadlineMilliseconds,
  }, async () => {
    const alive = await stage.act(scenario)
    expect([alive.code, alive.complaint]).toEqual([0, ""])
    await expectWhole(alive)
    for (const at of alive.points.filter(({ point }) => everyPoint || !killedAt.has(point))) {
      await killAndLookAgain(scenario, at)
    }
    for (const { point } of alive.points) killedAt.add(point)
  })
})

async function killAndLookAgain(scenario: string, at: CrashPoint): Promise<void> {
  const killed = await stage.act(scenario, at)
  expect([at, killed.signal]).toEqual([at, "SIGKILL"])
  await expectWhole(killed)
}

/** Writes nothing itself, or is a part of one that is named here. */
const withoutPoints = [
  "expire-payments",
  "finding",
  "stamp",
  "reverse",
  "settle-aftermath",
  "sync-payment",
  "call-refund",
  "call-answer",
  "sync-answer",
]

it("kills in every operation on payments, refunds, disputes, webhooks and notifications", () => {
  const folder = join(import.meta.dirname, "../../checkout-server/operations")
  const operations = ["payments", "refunds", "disputes", "webhooks", "acquirer-notifications"]
    .flatMap((room) => readdirSync(join(folder, room)))
    .map((file) => file.replace(/\.ts$/, ""))
    .filter((name) => !withoutPoints.includes(name))
  const missed = operations.filter((name) => ![...killedAt].some((point) => point.startsWith(`${name} `)))
  expect(missed).toEqual([])
})
