import type { MiddlewareHandler } from "hono"
import { secureHeaders } from "hono/secure-headers"
import { policyReportsPath } from "#routes/security/policy-reports.ts"

/** Largest form a payee posts: a reference or a token. Card details never come here. */
export const maxFormBytes = 16 * 1024

const policy = "Content-Security-Policy"

/** Headers of every page a payee sees. */
export const pageSecurity: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    requireTrustedTypesFor: ["'script'"],
    // The first for browsers without the second, and for plain HTTP.
    reportUri: policyReportsPath,
    reportTo: "policy",
  },
  reportingEndpoints: [{ name: "policy", url: policyReportsPath }],
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

/**
 * Lets the forms of this one page lead to `origin` as well: Chromium holds the whole chain of redirects to the policy.
 * To be mounted outside of `pageSecurity`, which writes its headers last.
 */
export const allowFormTarget: MiddlewareHandler<PageEnv> = async (context, next) => {
  await next()
  const origin = context.get("formTarget")
  const standing = context.res.headers.get(policy)
  if (origin === undefined || standing === null) return
  context.header(policy, standing.replace("form-action 'self'", `form-action 'self' ${origin}`))
}

/** What a page asks of the headers that it goes out with. */
export interface PageEnv {
  Variables: {
    /** The origin of the acquirer that takes the card. */
    formTarget?: string
  }
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
