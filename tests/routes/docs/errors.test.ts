import { describe, expect, it } from "vitest"
import { apiErrors } from "#contract/api-errors.ts"
import { errorDocsRoutes } from "#routes/docs/errors.ts"

const routes = errorDocsRoutes()

describe("/docs/errors/{code}", () => {
  it("explains every code of the API", async () => {
    for (const { code, title, status } of Object.values(apiErrors)) {
      const answer = await routes.request(`/docs/errors/${code}`)
      expect(answer.status).toBe(200)
      expect(await answer.text()).toContain(`HTTP ${status}: ${title}`)
    }
  })

  it("does not know other codes", async () => {
    const answer = await routes.request("/docs/errors/P9999")
    expect(answer.status).toBe(404)
    expect(await answer.text()).not.toContain("P9999")
  })
})
