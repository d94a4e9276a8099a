import { readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { keepSecrets } from "#commands/secrets.ts"
import { readApiKey } from "#domain/api-keys/api-key.ts"
import { temporaryFolder } from "./temporary-folder.ts"

it("secrets are made once and kept", async () => {
  const folder = temporaryFolder()
  const first = await keepSecrets(folder)
  expect(await keepSecrets(folder)).toEqual(first)
  expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600)
})

it("every folder has secrets of its own", async () => {
  const [one, other] = [await keepSecrets(temporaryFolder()), await keepSecrets(temporaryFolder())]
  const shared = Object.values(one).filter((value) => Object.values(other).includes(value))
  expect(shared).toEqual([])
  expect(new Set(Object.values(one)).size).toBe(Object.keys(one).length)
})

it("secrets have the shapes their readers ask for", async () => {
  const secrets = await keepSecrets(temporaryFolder())
  expect(readApiKey(secrets.demo_api_key)).toEqual({ mode: "test" })
  expect(Buffer.from(secrets.civic_pay_secrets_key, "base64")).toHaveLength(32)
  expect(secrets.demo_webhook_secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(secrets.sandbox_notification_secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(secrets.postgres_password).toMatch(/^[\w-]{32}$/)
})

it("an older file keeps its secrets and gains the missing", async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, "secrets.json"), JSON.stringify({ postgres_password: "kept" }))
  const secrets = await keepSecrets(folder)
  expect(secrets.postgres_password).toBe("kept")
  expect(JSON.parse(readFileSync(join(folder, "secrets.json"), "utf8"))).toEqual(secrets)
})

it.each(["", "{", "[]", `{"postgres_password": 7}`])("a damaged file is not replaced: %j", async (text) => {
  const folder = temporaryFolder()
  const path = join(folder, "secrets.json")
  writeFileSync(path, text)
  await expect(keepSecrets(folder)).rejects.toThrow("is damaged")
  expect(readFileSync(path, "utf8")).toBe(text)
})
