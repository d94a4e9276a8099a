import type { Language } from "#domain/instant.ts"
import { sampleContext, sampleCouncilTax } from "#views/examples/samples.ts"
import type { PageContext } from "#views/page-context.ts"
import { address } from "#views/page-context.ts"
import type { Fault } from "#views/payee/fault-page.tsx"
import { faultPage } from "#views/payee/fault-page.tsx"
import { problemPage } from "#views/payee/problem-page.tsx"

/** Nobody is known: the address led nowhere. */
function bareContext(language: Language): PageContext {
  const context = sampleContext(language, sampleCouncilTax, "/nowhere")
  return { ...context, buyer: null, service: null, mode: "live" }
}

function fault(name: Fault) {
  return {
    name: name.replaceAll("_", "-"),
    render: (language: Language) => faultPage(bareContext(language), name),
  }
}

/** Pages of requests that lead nowhere. */
export const faultExamples = [
  fault("not_found"),
  fault("link_not_valid"),
  fault("blocked"),
  fault("too_many_requests"),
  fault("server_error"),
  {
    name: "basket-expired",
    render: (language: Language) =>
      problemPage(sampleContext(language, sampleCouncilTax, "/basket/sample"), {
        problem: "basket_expired",
        next: { label: "again", href: address(language, "/p/arwel-vale/council-tax") },
      }),
  },
  {
    name: "payment-changed",
    render: (language: Language) =>
      problemPage(sampleContext(language, sampleCouncilTax, "/pay/sample"), {
        problem: "payment_changed",
        next: { label: "continue", href: address(language, "/pay/sample") },
      }),
  },
  {
    name: "service-closed",
    render: (language: Language) =>
      problemPage(sampleContext(language, sampleCouncilTax, "/p/arwel-vale/council-tax"), {
        problem: "service_closed",
        next: null,
      }),
  },
]
