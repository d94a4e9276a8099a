/** Money reaches the payee's bank this many working days after the day on which it moved. */
const workingDays = 2

/** The UTC day of a moment, `YYYY-MM-DD`. */
export function utcDay(at: Date): string {
  return at.toISOString().slice(0, 10)
}

/** The payout of a UTC day: all that moved on it goes out together. */
export function payoutIdOf(day: string): string {
  return `po_${day.replaceAll("-", "")}`
}

/** The day on which what moved on `day` is paid out: working days are Monday to Friday, bank holidays too. */
export function payoutDayOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  let left = workingDays
  while (left > 0) {
    date.setUTCDate(date.getUTCDate() + 1)
    if (date.getUTCDay() !== 0 && date.getUTCDay() !== 6) left -= 1
  }
  return utcDay(date)
}
