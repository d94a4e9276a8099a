import type { Html } from "#sandbox-acquirer/pages/layout.ts"

/**
 * A page of the pretend bank: nothing but its own style and script, forms to itself and to the origins that
 * `formTargets` names, in no frame, never cached, and no address passed on. A browser holds every address that a
 * form leads through to those origins, redirects included.
 */
export async function pageAnswer(
  page: Html,
  options: { readonly status: number; readonly formTargets?: readonly string[] },
): Promise<Response> {
  const targets = (options.formTargets ?? []).filter((address) => URL.canParse(address))
  const formAction = ["'self'", ...new Set(targets.map((address) => new URL(address).origin))].join(" ")
  return new Response(`<!doctype html>\n${await page}`, {
    status: options.status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        `form-action ${formAction}`,
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join("; "),
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  })
}
