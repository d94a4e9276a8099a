import * as v from "valibot"

/** The rooms of Llanarwel Library. Amounts are whole pence; no form or address ever carries one. */
export const rooms = {
  "study-room": 800,
  "meeting-room": 2400,
  "river-hall": 12_000,
} as const

export type Room = keyof typeof rooms

/** An invoice that a page offered: the form's token and the room. */
export interface RoomOrder {
  /** `{token}-{room}`: pressing twice is the same order, choosing another room is another one. */
  readonly id: string
  readonly room: Room
  /** An invoice number of ten digits: 3, seven digits from the token, two check digits. */
  readonly invoice: string
}

const Form = v.object({
  token: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  room: v.picklist(["study-room", "meeting-room", "river-hall"]),
})

/** Reads the form's two fields; null if they are not ones that our page could have sent. */
export function readRoomOrder(form: unknown): RoomOrder | null {
  const parsed = v.safeParse(Form, form)
  if (!parsed.success) return null
  const { token, room } = parsed.output
  return { id: `${token}-${room}`, room, invoice: invoiceNumber(token) }
}

/** Whether a text can be an order of ours, before looking for it. */
export function looksLikeOrder(text: string): boolean {
  return /^[0-9a-f]{32}-$/.test(text.slice(0, 33)) && Object.hasOwn(rooms, text.slice(33))
}

/** ISO/IEC 7064 MOD 97-10 over eight digits, so that a mistyped invoice number is noticed. */
function invoiceNumber(token: string): string {
  const digits = Number.parseInt(token.slice(0, 8), 16) % 10_000_000
  const body = `3${String(digits).padStart(7, "0")}`
  return `${body}${String(98 - ((Number(body) * 100) % 97)).padStart(2, "0")}`
}
