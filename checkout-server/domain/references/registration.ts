import { normalCode } from "#domain/references/normal-form.ts"

/**
 * True where two vehicle registrations are the same but for spaces, dashes and case. The letter O and the digit 0 stay
 * apart, as on the plate. Nothing matches an empty registration.
 */
export function sameRegistration(given: string, expected: string): boolean {
  const registration = normalCode(given)
  return registration !== "" && registration === normalCode(expected)
}
