import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import postgres from "postgres"
import type { Endings } from "./endings.ts"
import type { Link } from "./link.ts"
import type { PostgresNode } from "./replicated-postgres.ts"
import { addStandby, killPostgres, prepareForStandbys, promote } from "./replicated-postgres.ts"
import { watch } from "./watch.ts"

/** A primary and its standby behind one address, which follows the primary. */
export interface DatabasePair {
  /** The owner's way to the present primary, around the proxy. */
  owner(): postgres.Sql
  /** Kills the primary, promotes the standby, leads the address there, and begins to make the next standby. */
  failOver(): Promise<void>
  /** Waits until the next standby is there. Throws where it could not be made. */
  paired(): Promise<void>
}

/** Answers that are held back so long before a primary dies belong to commits that nobody hears of. */
const lostAnswersMilliseconds = 300

/** Makes the first standby of a running primary, which is stopped with it. `link` is the address that programs use. */
export async function openPair(
  primary: PostgresNode,
  link: Link,
  setup: {
    readonly folder: string
    readonly database: string
    readonly password: string
    readonly endings: Endings
  },
): Promise<DatabasePair> {
  const open = (node: PostgresNode) => postgres(node.url(setup.database), { max: 4, onnotice: () => {} })
  const alive: PostgresNode[] = [primary]
  let made = 0
  let owner = open(primary)
  let current = primary
  const makeStandby = async () => {
    made += 1
    const name = `standby_${made}`
    const folder = join(setup.folder, name)
    await watch(folder, setup.endings)
    const standby = await addStandby(current, { folder, name, password: setup.password })
    alive.push(standby)
    return standby
  }
  let standby: Promise<PostgresNode> | null = null
  setup.endings.add(async () => {
    await standby?.catch(() => {})
    await owner.end({ timeout: 1 })
    // Standbys first: a primary that is asked to stop waits for those that follow it.
    for (const node of alive.toReversed()) await node.stop()
  })
  await prepareForStandbys(primary)
  standby = makeStandby()
  await standby
  link.leadTo([primary.port])
  return {
    owner: () => owner,
    failOver: async () => {
      const next = await standby
      if (next === null) throw new Error("a failover without a standby")
      link.hold("answers")
      await pause(lostAnswersMilliseconds)
      await killPostgres(current)
      alive.splice(alive.indexOf(current), 1)
      link.leadTo([])
      link.reset()
      link.release()
      await promote(next)
      void owner.end({ timeout: 0 })
      current = next
      owner = open(next)
      link.leadTo([next.port])
      standby = makeStandby()
      // Heard by `paired` or by the next failover.
      standby.catch(() => {})
    },
    paired: async () => {
      await standby
    },
  }
}
