// Preloaded into the processes of a run of chaos: their clock is wrong by as much as the environment says.
const offset = Number(process.env.CLOCK_OFFSET_MILLISECONDS ?? 0)
const TrueDate = Date

class WrongDate extends TrueDate {
  constructor(...facts) {
    if (facts.length === 0) super(TrueDate.now() + offset)
    else super(...facts)
  }

  static now() {
    return TrueDate.now() + offset
  }
}

Object.defineProperty(WrongDate, "name", { value: TrueDate.name })
globalThis.Date = WrongDate
