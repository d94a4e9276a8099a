import { describe, expect, it } from "vitest"
import { webhookTarget } from "#domain/webhooks/address.ts"

/** Spellings that must never be registered, with what is wrong with them. */
const refusedAddresses: readonly (readonly [string, string])[] = [
  ["", "unreadable"],
  ["council.example/hook", "unreadable"],
  ["//council.example/hook", "unreadable"],
  ["https://", "unreadable"],
  ["https://exa%00mple.com/", "unreadable"],
  ["https://exam ple.com/", "unreadable"],
  ["https://256.256.256.256/", "unreadable"],
  ["https://council.127/", "unreadable"],
  ["https://[fe80::1%25eth0]/", "unreadable"],
  ["http://council.example/hook", "scheme"],
  ["ftp://council.example/", "scheme"],
  ["file:///etc/passwd", "scheme"],
  ["javascript:alert(1)", "scheme"],
  ["gopher://council.example/", "scheme"],
  ["data:text/plain,x", "scheme"],
  ["ws://council.example/", "scheme"],
  ["https://council.example:8443/", "port"],
  ["https://council.example:80/", "port"],
  ["https://council.example:22/", "port"],
  ["https://user@council.example/", "user_info"],
  ["https://user:word@council.example/", "user_info"],
  ["https://:word@council.example/", "user_info"],
  ["https://council.example@10.0.0.1/", "user_info"],
  ["https://council.example%40@127.0.0.1/", "user_info"],
  ["https://council.example/#part", "fragment"],
  ["https://council.example/#", "fragment"],
  ["https://127.0.0.1/", "ip_literal"],
  ["https://127.0.0.1./", "ip_literal"],
  ["https://127.1/", "ip_literal"],
  ["https://127.1./", "ip_literal"],
  ["https://0/", "ip_literal"],
  ["https://0x7f.1/", "ip_literal"],
  ["https://0x7f000001/", "ip_literal"],
  ["https://0177.0.0.1/", "ip_literal"],
  ["https://017700000001/", "ip_literal"],
  ["https://2130706433/", "ip_literal"],
  ["https://①②⑦.0.0.1/", "ip_literal"],
  ["https://１２７.０.０.１/", "ip_literal"],
  ["https://127。0。0。1/", "ip_literal"],
  ["https://%31%32%37.0.0.1/", "ip_literal"],
  ["https:127.0.0.1/", "ip_literal"],
  ["https:\\\\127.0.0.1/", "ip_literal"],
  [" https://127.0.0.1/", "ip_literal"],
  ["ht\ntps://127.0.0.1/", "ip_literal"],
  ["https://10.0.0.1/", "ip_literal"],
  ["https://169.254.169.254/latest/meta-data/", "ip_literal"],
  ["https://2852039166/", "ip_literal"],
  ["https://93.184.216.34/", "ip_literal"],
  ["https://[::1]/", "ip_literal"],
  ["https://[::]/", "ip_literal"],
  ["https://[::ffff:127.0.0.1]/", "ip_literal"],
  ["https://[::ffff:7f00:1]/", "ip_literal"],
  ["https://[0:0:0:0:0:ffff:a9fe:a9fe]/", "ip_literal"],
  ["https://[64:ff9b::7f00:1]/", "ip_literal"],
  ["https://[fd00:ec2::254]/", "ip_literal"],
  ["https://[2606:4700::1111]/", "ip_literal"],
  ["https://localhost/", "host"],
  ["https://LOCALHOST./", "host"],
  ["https://ｌocalhost/", "host"],
  ["https://receiver/", "host"],
  ["https://receiver./", "host"],
  ["https://app.localhost/", "host"],
  ["https://app.localhost./", "host"],
  ["https://printer.local/", "host"],
  ["https://metadata.google.internal/", "host"],
  ["https://METADATA.google.INTERNAL./", "host"],
  ["https://router.home.arpa/", "host"],
  ["https://council..example/", "host"],
  ["https://council.example../", "host"],
  ["https://.council.example/", "host"],
  ["https://council.example*/", "host"],
]

describe("webhook address", () => {
  it.each([
    ["https://council.example/hook", "council.example"],
    ["https://COUNCIL.example:443/hook?a=b", "council.example"],
    ["https://council.example./hook", "council.example"],
    ["https://cyngor-pwllheli.cymru/", "cyngor-pwllheli.cymru"],
    ["https://pêl.example/", "xn--pl-eja.example"],
    ["https://a.b.c.d.example/", "a.b.c.d.example"],
  ])("%s is allowed", (address, hostname) => {
    for (const loopback of [false, true]) {
      expect(webhookTarget(address, { loopback })).toMatchObject({
        ok: true,
        value: { hostname, reach: "public" },
      })
    }
  })

  it.each(refusedAddresses)("%j is refused: %s", (address, problem) => {
    expect(webhookTarget(address, { loopback: false })).toEqual({ ok: false, problem })
  })

  it("is refused where it is too long", () => {
    const problem = (address: string) => webhookTarget(address, { loopback: false })
    expect(problem(`https://${"a".repeat(64)}.example/`)).toEqual({ ok: false, problem: "host" })
    expect(problem(`https://${"a.".repeat(130)}example/`)).toEqual({ ok: false, problem: "host" })
    const path = "https://council.example/".padEnd(2048, "a")
    expect(problem(path).ok).toBe(true)
    expect(problem(`${path}a`)).toEqual({ ok: false, problem: "too_long" })
  })

  it.each([
    ["http://localhost:8080/hook", "localhost"],
    ["https://localhost/hook", "localhost"],
    ["http://127.0.0.1:8080/hook", "127.0.0.1"],
    ["http://127.1:8080/hook", "127.0.0.1"],
    ["http://[::1]:8080/hook", "::1"],
    ["http://receiver.example:8080/hook", "receiver.example"],
    ["https://receiver.example:8443/hook", "receiver.example"],
  ])("%s reaches loopback only, by the switch", (address, hostname) => {
    expect(webhookTarget(address, { loopback: true })).toMatchObject({
      ok: true,
      value: { hostname, reach: "loopback" },
    })
    expect(webhookTarget(address, { loopback: false }).ok).toBe(false)
  })

  it.each([
    ["http://10.0.0.1:8080/", "ip_literal"],
    ["http://169.254.169.254/", "ip_literal"],
    ["http://[::ffff:127.0.0.1]:8080/", "ip_literal"],
    ["http://user@localhost:8080/", "user_info"],
    ["http://localhost:8080/#part", "fragment"],
    ["ftp://localhost/", "scheme"],
    ["http://printer.local/", "host"],
    ["http://receiver:8080/", "host"],
  ])("%s is refused in spite of the switch", (address, problem) => {
    expect(webhookTarget(address, { loopback: true })).toEqual({ ok: false, problem })
  })
})
