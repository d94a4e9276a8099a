import { withAcquirer } from "#checkout-server/outside.ts"
import { later, minuteMilliseconds } from "#domain/instant.ts"
import { receiveNotification } from "#operations/acquirer-notifications/receive-notification.ts"
import type { Notice, World } from "./world.ts"

/** A late notification comes within this time. */
const lateMilliseconds = 150 * minuteMilliseconds

/** Of notifications about a payment with two ids, those that name it by the other. */
const aliasShare = 0.6

const faults = [
  "notification_twice",
  "notification_late",
  "notification_never",
  "notification_forged",
] as const

/** Decides what becomes of each new announcement of the acquirer: told once, twice, late or never. */
export function collectNotices(world: World): void {
  const { books, notices, random } = world
  for (const announcement of books.announcements.splice(0)) {
    const fault = world.trouble(world.weather.notification, faults)
    if (fault !== null) world.meet(fault, announcement.type)
    if (fault === "notification_forged") forge(world, announcement)
    if (fault === "notification_never") continue
    const wait = fault === "notification_late" ? random.below(lateMilliseconds) : 0
    const left = fault === "notification_twice" ? 2 : 1
    world.announced += 1
    const isUnderAlias =
      announcement.alias !== null && (announcement.body !== null || random.chance(aliasShare))
    notices.push({
      announcement,
      alias: isUnderAlias ? announcement.alias : null,
      number: world.announced,
      notBefore: later(world.now, wait),
      left,
      underWay: false,
    })
  }
}

/** The notices that can be made now, each once. */
export function dueNotices(world: World): readonly Notice[] {
  return world.notices.filter(({ notBefore, underWay }) => notBefore <= world.now && !underWay)
}

/** The acquirer makes a notification; where it is not taken, it will make it again. */
export async function announce(world: World, notice: Notice): Promise<void> {
  const { announcement, number } = notice
  const { acquirerPaymentId } = announcement
  const older = world.notices.some(
    (other) => other.announcement.acquirerPaymentId === acquirerPaymentId && other.number < number,
  )
  if (older) world.meet("notification_reordered", announcement.type)
  if (world.callsOut.includes(acquirerPaymentId)) world.meet("notification_early", announcement.type)
  notice.underWay = true
  const taken = await world.request(`notification ${announcement.type}`, async (outside) =>
    receiveNotification(
      await withAcquirer(outside, world.books.account),
      world.books.letterOf(announcement, { alias: notice.alias, isForged: false }),
    ),
  )
  notice.underWay = false
  if (taken?.ok) notice.left -= 1
  if (taken?.ok && notice.alias !== null) world.reach("told under another id", announcement.type)
  if (notice.left === 0) world.notices.splice(world.notices.indexOf(notice), 1)
}

/** Somebody else makes a notification in the acquirer's name. */
function forge(world: World, announcement: Notice["announcement"]): void {
  void world
    .request("forged notification", async (outside) =>
      receiveNotification(
        await withAcquirer(outside, world.books.account),
        world.books.letterOf(announcement, { alias: null, isForged: true }),
      ),
    )
    .then((reading) => {
      if (reading?.ok) world.violations.push("a forged notification was taken")
    })
}
