import { createServer } from "node:http"

if (process.env["SMALL_FAILS"]) {
  process.stderr.write("small cannot start\n")
  process.exit(1)
}
const server = createServer((_request, response) => response.end(JSON.stringify(Object.keys(process.env))))
server.listen(Number(process.env["SMALL_PORT"]), "127.0.0.1")
process.once("SIGTERM", () => {
  server.close()
  server.closeAllConnections()
})
