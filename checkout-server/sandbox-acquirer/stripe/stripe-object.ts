/** Any object as Stripe's API shows it; its own view has checked it against the SDK's types. */
export type StripeObject = { readonly object: string } & Readonly<Record<string, unknown>>

/** The listed values of an open enum, which takes any string: a slip in them does not compile. */
export type Known<T> = T extends string ? (string extends T ? never : T) : never

/** A moment as Stripe writes it, in whole seconds. */
export function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}
