import type { Context } from "hono"
import type { Outside } from "#checkout-server/outside.ts"
import type { PaymentPage as ServiceAndBuyer } from "#db/queries/services.ts"
import { findServiceWithBuyer } from "#db/queries/services.ts"
import type { Language } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { capabilityOf } from "#routes/middleware/capability.ts"
import type { UnderWay } from "#routes/middleware/under-way.ts"
import type { PageContext, ServicePageContext } from "#views/page-context.ts"
import { address } from "#views/page-context.ts"

/** What the payee's pages are made with: the same for every request in one language. */
export interface PayeeSite {
  readonly outside: Outside
  readonly language: Language
  readonly assets: PageContext["assets"]
  readonly underWay: UnderWay
}

/** The context of a page without buyer and service: faults. */
export function plainContext(site: PayeeSite, request: Context): PageContext {
  const { pathname, search } = new URL(request.req.url)
  const own = site.language === "cy" ? pathname.slice("/cy".length) : pathname
  // Two slashes in a row would begin another site's address.
  const path = `/${own.replace(/^[/\\]+/, "")}`
  const { language, assets, outside } = site
  return { language, path: path + search, buyer: null, service: null, mode: outside.mode, assets }
}

/** The context of a page on the way of a payment. */
export function serviceContext(
  site: PayeeSite,
  request: Context,
  known: ServiceAndBuyer,
): ServicePageContext {
  return { ...plainContext(site, request), ...known, mode: known.service.mode }
}

/** The same, for a payment's own service. A payment's service is never deleted: its absence is a bug. */
export async function paymentContext(
  site: PayeeSite,
  request: Context,
  payment: Payment,
): Promise<ServicePageContext> {
  const known = await findServiceWithBuyer(site.outside.db, payment.serviceId)
  if (!known) throw new Error("a payment without its service")
  return serviceContext(site, request, known)
}

/** The payment's page in this language. */
export function paymentHref(site: PayeeSite, paymentId: string, step = ""): string {
  return address(site.language, `/pay/${capabilityOf(site.outside.secrets, "payment", paymentId)}${step}`)
}

/** A text field of a posted form: the last of its name; empty where it is missing or a file, or the body is no form. */
export async function formField(request: Context, name: string): Promise<string> {
  // The platform's parser answers broken multipart bodies by throwing only.
  const body = await request.req.parseBody().catch((): Readonly<Record<string, unknown>> => ({}))
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  return typeof value === "string" ? value : ""
}
