import type { Outside } from "#checkout-server/outside.ts"
import type { Door, Stamp } from "#db/records/payments.ts"

/** The time, a fresh id and the door: what every recording of a change carries. */
export function stamp(outside: Outside, door: Door): Stamp {
  return { at: outside.clock.now(), door, id: outside.ids.next(), apiUrl: outside.addresses.checkout }
}
