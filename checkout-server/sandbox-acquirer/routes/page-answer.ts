import type { Html } from "#sandbox-acquirer/pages/layout.ts"

/**
 * A page of the pretend bank: nothing but its own style and script, forms to itself and to the one origin that
 * `formTarget` names, in no frame, never cached, and no address passed on.
 */
export async function pageAnswer(
  page: Html,
  options: { readonly status: number; readonly formTarget?: string },
): Promise<Response> {
  const formAction =
    options.formTarget === undefined ? "'self'" : `'self' ${new URL(options.formTarget).origin}`
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
