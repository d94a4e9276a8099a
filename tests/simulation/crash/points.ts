import type { Outside } from "#checkout-server/outside.ts"
import type { Acquirer } from "#ports/acquirer.ts"

/** Called at each point where a process can die with a difference: around every commit and every call outside. */
export type AtPoint = (name: string) => void

/**
 * The same outside, passing a named point before and after each commit of a transaction, each acquirer call and each
 * webhook. A transaction is named after the operation that asked for it, so that production code knows nothing of this.
 */
export function withPoints(outside: Outside, at: AtPoint): Outside {
  return {
    ...outside,
    db: databaseWithPoints(outside.db, at),
    acquirers: {
      ...outside.acquirers,
      of: async (account) => acquirerWithPoints(await outside.acquirers.of(account), at),
    },
    webhookSender: {
      post: async (request) => {
        at("webhook before")
        const outcome = await outside.webhookSender.post(request)
        at("webhook after")
        return outcome
      },
    },
  }
}

function databaseWithPoints(db: Outside["db"], at: AtPoint): Outside["db"] {
  const transaction: Outside["db"]["transaction"] = async (work, config) => {
    const name = callerName()
    const answer = await db.transaction(async (open) => {
      const worked = await work(open)
      at(`${name} before commit`)
      return worked
    }, config)
    at(`${name} after commit`)
    return answer
  }
  return new Proxy(db, {
    get: (target, member) => (member === "transaction" ? transaction : Reflect.get(target, member, target)),
  })
}

/** Reads change nothing: dying beside one is dying beside its neighbour. */
const effects = ["prepare", "authorise", "capture", "void", "refund", "answerDispute"] as const

function acquirerWithPoints(acquirer: Acquirer, at: AtPoint): Acquirer {
  const around =
    <In extends unknown[], Out>(name: string, call: (...input: In) => Promise<Out>) =>
    async (...input: In): Promise<Out> => {
      at(`acquirer ${name} before`)
      const outcome = await call(...input)
      at(`acquirer ${name} after`)
      return outcome
    }
  const wrapped = {
    prepare: around("prepare", acquirer.prepare.bind(acquirer)),
    authorise: around("authorise", acquirer.authorise.bind(acquirer)),
    capture: around("capture", acquirer.capture.bind(acquirer)),
    void: around("void", acquirer.void.bind(acquirer)),
    refund: around("refund", acquirer.refund.bind(acquirer)),
    answerDispute: around("answer dispute", acquirer.answerDispute.bind(acquirer)),
  } satisfies Pick<Acquirer, (typeof effects)[number]>
  return { ...acquirer, ...wrapped }
}

const operationFrame =
  /at (?:async )?(?:Object\.)?(\w+) \(.*\/checkout-server\/operations\/(?:[\w-]+\/)*([\w-]+)\.ts/

/** `capture-payment begin`: the innermost function of an operation that asked for a transaction. */
function callerName(): string {
  const lines = (new Error().stack ?? "").split("\n")
  for (const line of lines) {
    const [, name, file] = operationFrame.exec(line) ?? []
    if (name !== undefined) return `${file} ${name}`
  }
  return "transaction"
}
