import { createHash } from "node:crypto"
import type { Instant } from "#domain/instant.ts"
import type { FaultName } from "./faults.ts"
import type { PageMove } from "./page-moves.ts"

/**
 * What happened in one seed, line by line, with names in place of ids: two runs of a seed are the same run when their
 * hashes are. It also counts the faults that were met.
 */
export class Trace {
  readonly lines: string[] = []
  readonly faults = new Map<FaultName, number>()
  readonly moves = new Map<PageMove, number>()
  readonly #began: Instant

  constructor(began: Instant) {
    this.#began = began
  }

  note(now: Instant, text: string): void {
    this.lines.push(`${this.lines.length + 1} +${(now - this.#began) / 1000}s ${text}`)
  }

  /** A fault came about. */
  meet(now: Instant, fault: FaultName, where: string): void {
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1)
    this.note(now, `${where}: ${fault}`)
  }

  /** Something happened that not every seed comes to. */
  reach(now: Instant, move: PageMove, who: string): void {
    this.moves.set(move, (this.moves.get(move) ?? 0) + 1)
    this.note(now, `${who}: ${move}`)
  }

  hash(): string {
    return createHash("sha256").update(this.lines.join("\n")).digest("hex").slice(0, 16)
  }
}
