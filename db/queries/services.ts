import { and, eq } from "drizzle-orm"
import type { Reader } from "#db/connect.ts"
import { buyer, service, serviceAccount } from "#db/schema/buyers.ts"
import type { Buyer, Mode, Service, ServiceAccount } from "#domain/services/service.ts"

/** A service with the buyer it belongs to. */
export interface PaymentPage {
  readonly buyer: Buyer
  readonly service: Service
}

/** The service with this id; null where there is none. */
export async function findService(reader: Reader, id: string): Promise<Service | null> {
  const [row] = await reader.select().from(service).where(eq(service.id, id))
  return row ?? null
}

/** The service with this id and its buyer; null where there is none. */
export async function findServiceWithBuyer(reader: Reader, id: string): Promise<PaymentPage | null> {
  const [row] = await reader
    .select({ buyer, service })
    .from(service)
    .innerJoin(buyer, eq(buyer.id, service.buyerId))
    .where(eq(service.id, id))
  return row ?? null
}

/** The payment page at `/p/{buyer}/{page}` in one mode; null where there is none. */
export async function findPaymentPage(
  reader: Reader,
  address: { readonly buyer: string; readonly page: string; readonly mode: Mode },
): Promise<PaymentPage | null> {
  const [row] = await reader
    .select({ buyer, service })
    .from(service)
    .innerJoin(buyer, eq(buyer.id, service.buyerId))
    .where(and(eq(buyer.slug, address.buyer), eq(service.slug, address.page), eq(service.mode, address.mode)))
  return row ?? null
}

/** What is owed under a reference (in normal form); null where the service's list does not have it. */
export async function findAccount(
  reader: Reader,
  serviceId: string,
  reference: string,
): Promise<ServiceAccount | null> {
  const [row] = await reader
    .select()
    .from(serviceAccount)
    .where(and(eq(serviceAccount.serviceId, serviceId), eq(serviceAccount.reference, reference)))
  return row ?? null
}

/** The id of the buyer with this slug; null where there is none. */
export async function findBuyerIdBySlug(reader: Reader, slug: string): Promise<string | null> {
  const [row] = await reader.select({ id: buyer.id }).from(buyer).where(eq(buyer.slug, slug))
  return row?.id ?? null
}

/** The slug of every buyer, by its id. */
export async function findBuyerSlugs(reader: Reader): Promise<ReadonlyMap<string, string>> {
  const rows = await reader.select({ id: buyer.id, slug: buyer.slug }).from(buyer)
  return new Map(rows.map(({ id, slug }) => [id, slug]))
}
