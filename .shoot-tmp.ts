import { chromium } from "playwright-core"
import { readFileSync, readdirSync, mkdirSync } from "node:fs"
import { createServer } from "node:http"
const { examples } = await import("/work/main/checkout-server/views/examples/examples.ts")
const dir = "/tmp/shots-assets"
const only = process.argv[2]
const css = readFileSync(`${dir}/${readdirSync(dir).find(f=>f.endsWith(".css"))}`)
const server = createServer((q, r) => {
  if (q.url === "/assets/checkout.css") return void r.setHeader("content-type","text/css").end(css)
  const [, language, name] = q.url!.split("/")
  const e = examples.find((e:any)=>e.name===name)
  if (!e) return void r.writeHead(404).end()
  r.setHeader("content-type","text/html; charset=utf-8").end(e.render(language))
}).listen(0,"127.0.0.1", async () => {
  const port = (server.address() as any).port
  mkdirSync("/tmp/shots",{recursive:true})
  const b = await chromium.launch({executablePath:"/usr/bin/chromium", args:["--no-sandbox"]})
  for (const [label, viewport] of [["desk",{width:1100,height:800}],["phone",{width:320,height:640}]] as const) {
    const p = await (await b.newContext({viewport, deviceScaleFactor: label==="phone"?1.5:1})).newPage()
    for (const e of examples) for (const l of ["en","cy"]) {
      if (only && !e.name.match(only)) continue
      await p.goto(`http://127.0.0.1:${port}/${l}/${e.name}`)
      const w = await p.evaluate(()=>document.documentElement.scrollWidth)
      if (w > viewport.width) console.log("OVERFLOW", label, l, e.name, w)
      await p.screenshot({path:`/tmp/shots/${e.name}-${label}-${l}.png`, fullPage:true})
    }
  }
  await b.close(); server.close()
})
