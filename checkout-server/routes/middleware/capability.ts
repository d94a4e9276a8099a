import type { Outside } from "#checkout-server/outside.ts"

type KeyedSecrets = Outside["secrets"]

/** What an address opens: a payment's checkout, its receipt, or a basket. One never opens another. */
export type CapabilityLabel = "payment" | "receipt" | "basket"

/** 26 characters of an id, then 26 of its tag. */
const capabilityShape = /^[0-9a-v]{52}$/
const idLength = 26

/** The unguessable part of an address: the id with its keyed tag. Whoever holds it may open the page. */
export function capabilityOf(secrets: KeyedSecrets, label: CapabilityLabel, id: string): string {
  return id + secrets.tag(label, id)
}

/** The id inside a capability; null where its shape or tag is wrong. The tag is compared in constant time. */
export function readCapability(secrets: KeyedSecrets, label: CapabilityLabel, text: string): string | null {
  if (!capabilityShape.test(text)) return null
  const id = text.slice(0, idLength)
  return secrets.tagMatches(label, id, text.slice(idLength)) ? id : null
}
