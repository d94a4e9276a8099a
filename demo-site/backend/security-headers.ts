import type { MiddlewareHandler } from "hono"

/**
 * The strict headers of every answer, pages and files alike.
 *
 * `form-action` names Civic Pay because browsers check it along the whole chain: our button posts to us,
 * we answer 303 to the checkout. Scripts come from us and from Civic Pay's `/w/` folder, nothing inline.
 */
export function securityHeaders(addresses: {
  readonly url: string
  readonly civicPayUrl: string
}): MiddlewareHandler {
  const policy = [
    "default-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `script-src 'self' ${addresses.civicPayUrl}/w/`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action 'self' ${addresses.civicPayUrl}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ")
  return async (context, next) => {
    await next()
    const headers = context.res.headers
    headers.set("Content-Security-Policy", policy)
    headers.set("X-Content-Type-Options", "nosniff")
    headers.set("Referrer-Policy", "no-referrer")
    headers.set("Cross-Origin-Opener-Policy", "same-origin")
    headers.set("Cross-Origin-Resource-Policy", "same-origin")
    headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
    if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store")
    if (addresses.url.startsWith("https:")) {
      headers.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    }
  }
}
