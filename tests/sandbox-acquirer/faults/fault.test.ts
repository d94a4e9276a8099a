import { describe, expect, it } from "vitest"
import {
  faultFromName,
  faultNames,
  handlingFaults,
  isFaultAfter,
  isFaultBefore,
  notifyFaultOf,
} from "#sandbox-acquirer/faults/fault.ts"

describe("faultFromName", () => {
  it.each([
    ["FAULT authorise timeout-after", "authorise", "timeout-after"],
    ["fault Capture 500-BEFORE", "capture", "500-before"],
    ["  FAULT   void  notify-never ", "void", "notify-never"],
    ["ＦＡＵＬＴ refund html-502", "refund", "html-502"],
    ["FAULT fetch 429", "fetch", "429"],
    ["FAULT find drip", "find", "drip"],
    ["FAULT evidence answer-twice", "evidence", "answer-twice"],
  ])("reads %j", (name, operation, fault) => expect(faultFromName(name)).toEqual({ operation, fault }))

  it.each([
    "A Tester",
    "FAULT",
    "FAULT authorise",
    "FAULT authorise nothing",
    "FAULT fly 429",
    "FAULT prepare 429",
    "FAULT changes 429",
    "FAULT settlements 429",
    "MR FAULT authorise 429",
  ])("reads %j as a name", (name) => expect(faultFromName(name)).toBeNull())
})

it("each fault is of one kind", () => {
  for (const fault of faultNames) {
    const handling = handlingFaults.some((known) => known === fault)
    const kinds = [isFaultBefore(fault), isFaultAfter(fault), handling, notifyFaultOf(fault) !== null]
    expect(kinds.filter(Boolean)).toHaveLength(1)
  }
})
