import { afterAll, beforeAll, describe } from "vitest"
import { testCapturing } from "./capturing.ts"
import type { ConformanceSubject } from "./conformance-subject.ts"
import { testDeadlines } from "./deadlines.ts"
import { testDisputes } from "./disputes.ts"
import { testFailing } from "./failing.ts"
import { testFinding } from "./finding.ts"
import { testListingChanges } from "./listing-changes.ts"
import { testNotifications } from "./notifications.ts"
import { testPaying } from "./paying.ts"
import { testPreparing } from "./preparing.ts"
import { testRefunding } from "./refunding.ts"
import { testSavedCards } from "./saved-cards.ts"
import { testSettlements } from "./settlements.ts"

/** Gives the subject to a test, once it has been started. */
export type Subject = () => ConformanceSubject

/** Every promise of the port, tried on one adapter and what stands behind it. */
export function testConformance(name: string, start: () => Promise<ConformanceSubject>): void {
  describe(name, () => {
    let running: ConformanceSubject | null = null
    beforeAll(async () => {
      running = await start()
    })
    afterAll(() => running?.close())
    const subject: Subject = () => {
      if (running === null) throw new Error(`${name} has not started`)
      return running
    }
    describe("prepare", () => testPreparing(subject))
    describe("a payee", () => testPaying(subject))
    describe("capture and void", () => testCapturing(subject))
    describe("refund", () => testRefunding(subject))
    describe("fetch and findByReference", () => testFinding(subject))
    describe("listChanges", () => testListingChanges(subject))
    describe("disputes", () => testDisputes(subject))
    describe("readNotification", () => testNotifications(subject))
    describe("a kept card", () => testSavedCards(subject))
    describe("a call without a usable answer", () => testFailing(subject))
    describe("deadlines, addresses and keys", () => testDeadlines(subject))
    // The last, because it lets a week pass.
    describe("listSettlements", () => testSettlements(subject))
  })
}
