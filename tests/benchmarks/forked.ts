import { fork } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"

/** A process of a benchmark: takes one order at a time. */
export interface Forked<Order, Answer> {
  /** Rejects when the process cannot carry it out, or ends. */
  ask(order: Order): Promise<Answer>
  stop(): Promise<void>
}

type Reply<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly problem: string }

/** Starts `{name}.ts` of this folder. It ends with this process, and when the signal says so. */
export function forkProcess<Order, Answer>(name: string, signal: AbortSignal): Forked<Order, Answer> {
  const child = fork(join(import.meta.dirname, `${name}.ts`), {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
  // A message to a process that has ended is an error too: its end is told to whoever asks.
  child.on("error", () => {})
  const ended = new Promise<void>((done) => child.once("exit", () => done()))
  const stop = async () => {
    child.kill("SIGKILL")
    await ended
  }
  signal.addEventListener("abort", () => void stop(), { once: true })
  return {
    ask: async (order) => {
      child.send({ order })
      const replied = once(child, "message")
      const [first] = await Promise.race([replied, ended.then(() => [undefined])])
      const reply = first as Reply<Answer> | undefined
      if (reply === undefined) throw new Error(`${name} ended before it answered`)
      if (!reply.ok) throw new Error(`${name}: ${reply.problem}`)
      return reply.answer
    },
    stop,
  }
}

/** The other side: carries out each order, and ends with the process that gave it. */
export function takeOrders<Order, Answer>(carryOut: (order: Order) => Promise<Answer>): void {
  const reply = (message: Reply<Answer>) => process.send?.(message)
  process.on("message", (message) => {
    carryOut((message as { readonly order: Order }).order).then(
      (answer) => reply({ ok: true, answer }),
      (error: unknown) => reply({ ok: false, problem: String(error) }),
    )
  })
  process.once("disconnect", () => process.exit())
  // Ctrl-C in the terminal reaches every process; the one that gave the orders ends this one in its turn.
  process.on("SIGINT", () => {})
}
