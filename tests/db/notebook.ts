import { sql } from "drizzle-orm"
import postgres from "postgres"
import type { Transaction } from "#db/connect.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

/** A database of its own with a table that takes the same line twice, so that a repeated effect shows. */
export interface Notebook {
  readonly url: string
  /** Asks as the owner, beside every connection under test. */
  readonly owner: postgres.Sql
  lines(): Promise<readonly string[]>
  end(): Promise<void>
}

export async function aNotebook(): Promise<Notebook> {
  const database = await createTestDatabase()
  const owner = postgres(database.url, { onnotice: () => {} })
  await owner.unsafe(`
    create table note (line text not null);
    create table tally (name text primary key, count integer not null);
    insert into tally values ('one', 0), ('other', 0);
    create table single (line text primary key);
    create table late (line text unique deferrable initially deferred);
    create sequence try;
    create function refuse_tries(number integer, state text) returns void language plpgsql as $$
      begin
        if nextval('try') <= number then raise exception 'not now' using errcode = state; end if;
      end $$;
    grant select, insert, update on note, tally, single, late to civic_pay_app;
    grant usage on try to civic_pay_app`)
  return {
    url: database.url,
    owner,
    lines: async () => (await owner`select line from note order by line`).map((row) => String(row["line"])),
    end: async () => {
      await owner.end()
      await database.drop()
    },
  }
}

/** Writes a line. */
export async function note(transaction: Transaction, line: string): Promise<void> {
  await transaction.execute(sql`insert into note values (${line})`)
}
