/** The calls that can be made to fail. */
export const faultOperations = [
  "prepare",
  "authorise",
  "capture",
  "void",
  "refund",
  "forget",
  "fetch",
  "find",
  "evidence",
  "acceptance",
  "changes",
  "settlements",
] as const
export type FaultOperation = (typeof faultOperations)[number]

/** The answer never comes or is no answer, and nothing happened. */
export const faultsBefore = ["timeout-before", "500-before", "html-502", "429", "409-in-flight"] as const
/** It happened, and the answer is lost, broken or wrong. */
export const faultsAfter = [
  "timeout-after",
  "cut-after",
  "500-after",
  "drip",
  "wrong-amount",
  "wrong-id",
  // Cut, and the key is free again: a replay is a new request.
  "forget-key",
] as const
/** It is handled strangely, and answered honestly: as if sent again on the way, or by a bank that refuses late. */
export const handlingFaults = ["answer-twice", "late-decline"] as const
/** It happened and was answered; the notification misbehaves. */
export const notifyFaults = [
  "notify-never",
  "notify-twice",
  "notify-early",
  "notify-late",
  "notify-reordered",
  "notify-forged",
] as const

/** Every fault by name. */
export const faultNames = [...faultsBefore, ...faultsAfter, ...handlingFaults, ...notifyFaults] as const
export type FaultBefore = (typeof faultsBefore)[number]
export type FaultAfter = (typeof faultsAfter)[number]
export type NotifyFault = (typeof notifyFaults)[number]
export type FaultName = (typeof faultNames)[number]

/**
 * Reads `FAULT {operation} {fault}` from the name on the card, in any case and spacing; null for any other name.
 * `prepare` happens before there is a card, and the lists are about no one payment: a name cannot ask for those.
 */
export function faultFromName(
  name: string,
): { readonly operation: FaultOperation; readonly fault: FaultName } | null {
  const match = /^FAULT\s+([a-z]+)\s+([a-z0-9-]+)$/i.exec(name.normalize("NFKC").trim())
  if (!match) return null
  const operation = faultOperations.find((known) => known === match[1]?.toLowerCase())
  const fault = faultNames.find((known) => known === match[2]?.toLowerCase())
  return operation && fault && !unnamed.includes(operation) ? { operation, fault } : null
}

const unnamed: readonly FaultOperation[] = ["prepare", "changes", "settlements"]

export function isFaultBefore(fault: FaultName): fault is FaultBefore {
  return faultsBefore.some((known) => known === fault)
}

export function isFaultAfter(fault: FaultName): fault is FaultAfter {
  return faultsAfter.some((known) => known === fault)
}

/** The part of `fault` that concerns notifications; null where it is another kind or none. */
export function notifyFaultOf(fault: string | null): NotifyFault | null {
  return notifyFaults.find((known) => known === fault) ?? null
}
