/** Waits for every one, then throws the first failure: one that fails leaves none of the others running unwatched. */
export async function allOf<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  const ended = await Promise.allSettled(works)
  const failed = ended.find((one) => one.status === "rejected")
  if (failed) throw failed.reason
  return ended.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))
}
