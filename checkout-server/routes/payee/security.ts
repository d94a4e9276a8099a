import type { MiddlewareHandler } from "hono"
import { secureHeaders } from "hono/secure-headers"

/** Largest form a payee posts: a reference or a token. Card details never come here. */
export const maxFormBytes = 16 * 1024

/**
 * Headers of every page a payee sees. `formTargets` are the origins, besides our own, that a form on the page may
 * lead to: Chromium holds the whole chain of redirects to them.
 */
export function pageSecurity(formTargets: readonly string[]): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'", ...formTargets],
      requireTrustedTypesFor: ["'script'"],
    },
    referrerPolicy: "no-referrer",
    xFrameOptions: "DENY",
    crossOriginOpenerPolicy: "same-origin",
    crossOriginResourcePolicy: "same-origin",
    xXssProtection: false,
    permissionsPolicy: {
      payment: ["self"],
      publickeyCredentialsGet: ["self"],
      camera: [],
      microphone: [],
      geolocation: [],
    },
  })
}

/** Pages hold references and amounts: nobody may keep or index them. */
export const keepPrivate: MiddlewareHandler = async (context, next) => {
  await next()
  context.header("Cache-Control", "no-store")
  context.header("X-Robots-Tag", "noindex")
}

/** Posts that other sites send on purpose: the buyer's own form, and the bank's answer. */
const fromOtherSites = [/^\/(cy\/)?pay$/, /^\/(cy\/)?pay\/[0-9a-v]+\/challenge$/]

/** True for a post that another site's page made the browser send, where none is expected. */
export function isForged(method: string, path: string, fetchSite: string | undefined): boolean {
  if (method !== "POST" || fetchSite !== "cross-site") return false
  return !fromOtherSites.some((pattern) => pattern.test(path))
}
