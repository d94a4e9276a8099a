type Json = Readonly<Record<string, unknown>>

/** Parameters that are younger than the published description, by operation. `was`: what it calls them. */
const newer: readonly {
  readonly operation: string
  readonly name: string
  readonly was: string | null
  readonly why: string
}[] = [
  {
    operation: "POST /v1/checkout/sessions",
    name: "allowed_payment_method_types",
    was: "payment_method_types",
    why: "renamed: the client's types have no payment_method_types any more",
  },
  {
    operation: "POST /v1/payment_intents",
    name: "allowed_payment_method_types",
    was: "payment_method_types",
    why: "renamed: the client's types have no payment_method_types any more",
  },
  {
    operation: "POST /v1/checkout/sessions",
    name: "adaptive_pricing",
    was: null,
    why: "conversion of currencies came in autumn 2024; left out, it is on",
  },
]

/** A request's parameters as they were called in April 2024. */
export function newerParameters(operation: string, params: Json): Json {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      const known = newer.find((one) => one.operation === operation && one.name === name)
      if (known === undefined) return [[name, value]]
      return known.was === null ? [] : [[known.was, value]]
    }),
  )
}

/** What an object has otherwise than the published description says, by the object's name. */
const changed: Readonly<Record<string, (object: Json) => Json>> = {
  // The client's types call Stripe's own page `hosted_page`; it was `hosted`.
  "checkout.session": (session) =>
    session["ui_mode"] === "hosted_page" ? { ...session, ui_mode: "hosted" } : session,
}

/** An answer as it would have been in April 2024, through all the objects in it. */
export function asOfApril2024(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asOfApril2024)
  if (typeof value !== "object" || value === null) return value
  const object: Json = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, asOfApril2024(inner)]),
  )
  return changed[String(object["object"])]?.(object) ?? object
}
