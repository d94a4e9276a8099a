/**
 * Gives each contender one turn a round, the order turned round each time, so that what disturbs the machine
 * disturbs all. Answers what each one's turns gave, round by round.
 */
export async function inTurns<T>(
  rounds: number,
  contenders: readonly (() => Promise<T>)[],
): Promise<readonly (readonly T[])[]> {
  const results = contenders.map((): T[] => [])
  for (let round = 0; round < rounds; round += 1) {
    const order = [...contenders.entries()]
    if (round % 2 === 1) order.reverse()
    for (const [index, take] of order) results[index]?.push(await take())
  }
  return results
}
