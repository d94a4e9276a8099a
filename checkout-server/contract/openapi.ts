import { toJsonSchemaDefs } from "@valibot/to-json-schema"
import { apiErrorBody } from "#contract/api-error-body.ts"
import type { BuyerApiRoute } from "#contract/buyer-api.ts"
import { buyerApi, buyerApiVersion, errorsOf, knowsRepeats } from "#contract/buyer-api.ts"
import { createPaymentRequest } from "#contract/create-payment-request.ts"
import { createRefundRequest } from "#contract/create-refund-request.ts"
import { dispute, paymentDisputes } from "#contract/dispute.ts"
import { disputeEvidenceRequest } from "#contract/dispute-evidence-request.ts"
import { idempotencyKeyHeader } from "#contract/idempotency-key.ts"
import { errorResponse, errorResponses } from "#contract/openapi-errors.ts"
import {
  disputeEvidenceExample,
  disputeExample,
  paymentDisputesExample,
  paymentEventsExample,
  paymentExample,
  paymentRefundsExample,
  paymentRequestExample,
  refundExample,
  refundRequestExample,
} from "#contract/openapi-examples.ts"
import { payment, paymentEvents } from "#contract/payment.ts"
import { paymentRefunds, refund } from "#contract/refund.ts"
import { apiKeyScopes } from "#domain/api-keys/api-key.ts"

type Json = Readonly<Record<string, unknown>>

/** Where the API answers and where its error types are explained; both without a trailing slash. */
export interface OpenApiAddresses {
  readonly checkoutUrl: string
  readonly docsUrl: string
}

/** The OpenAPI 3.1 document of `/v1`, made from the schemas and the table that the routes themselves use. */
export function openApiDocument(addresses: OpenApiAddresses): Json {
  return {
    openapi: "3.1.1",
    info: {
      title: "Civic Pay payments API",
      version: buyerApiVersion,
      description:
        "Paths, fields and codes are GOV.UK Pay's; what this document lists is what there is. Unknown request members are ignored; members may be added to responses. Amounts are whole pence.",
      license: { name: "MIT", identifier: "MIT" },
    },
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    servers: [{ url: addresses.checkoutUrl }],
    security: [{ BearerAuth: [] }],
    paths: paths(addresses),
    components: {
      schemas: schemas(),
      headers: {
        RequestId: { description: "Also in `instance` and in our logs.", schema: { type: "string" } },
        Replayed: {
          description: "`true`: the request was done before, and this is its answer.",
          schema: { const: "true" },
        },
        Version: { description: "Version of this document.", schema: { const: buyerApiVersion } },
      },
      responses: {
        PathUnknown: errorResponse(["path_unknown"], addresses.docsUrl),
        MethodUnknown: errorResponse(["method_unknown"], addresses.docsUrl),
      },
      securitySchemes: {
        BearerAuth: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "civicpay_(test|live)_…",
          description: `The key decides service and mode. Scopes: ${apiKeyScopes.join(", ")}.`,
        },
      },
    },
  }
}

function schemas(): Json {
  return toJsonSchemaDefs(
    {
      CreatePaymentRequest: createPaymentRequest,
      CreateRefundRequest: createRefundRequest,
      DisputeEvidenceRequest: disputeEvidenceRequest,
      Payment: payment,
      PaymentEvents: paymentEvents,
      Refund: refund,
      PaymentRefunds: paymentRefunds,
      Dispute: dispute,
      PaymentDisputes: paymentDisputes,
      Error: apiErrorBody,
    },
    // What the checks refuse (card numbers, control characters) has no word in JSON Schema.
    {
      target: "draft-2020-12",
      typeMode: "output",
      ignoreActions: ["check"],
      overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
    },
  )
}

function paths(addresses: OpenApiAddresses): Json {
  const operations = Object.entries<BuyerApiRoute>(buyerApi)
  const byPath = Map.groupBy(operations, ([, route]) => route.path)
  return Object.fromEntries(
    byPath
      .entries()
      .map(([path, entries]) => [
        path,
        Object.fromEntries(
          entries.map(([id, route]) => [route.method.toLowerCase(), operation(id, route, addresses)]),
        ),
      ]),
  )
}

function operation(id: string, route: BuyerApiRoute, addresses: OpenApiAddresses): Json {
  return {
    operationId: id,
    summary: route.summary,
    description: route.scope === null ? route.description : `${route.description} Scope: \`${route.scope}\`.`,
    ...(route.scope === null ? { security: [] } : {}),
    ...parameters(route),
    ...(route.requestBody === null ? {} : { requestBody: requestBody(route.requestBody) }),
    responses: {
      ...successes(route, addresses),
      ...errorResponses(errorsOf(route), addresses.docsUrl),
    },
  }
}

function parameters(route: BuyerApiRoute): Json {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string", pattern: "^[0-9a-v]{26}$" },
  }))
  const all = knowsRepeats(route) ? [...inPath, idempotencyKeyParameter] : inPath
  return all.length === 0 ? {} : { parameters: all }
}

const idempotencyKeyParameter = {
  name: idempotencyKeyHeader,
  in: "header",
  required: false,
  description:
    "Yours for this request: a repeat with it has no second effect and gets the first answer, for 7 days. A refused request may be repeated with its key.",
  schema: { type: "string", pattern: "^[A-Za-z0-9-]{1,255}$" },
}

const requestExamples = {
  CreatePaymentRequest: paymentRequestExample,
  CreateRefundRequest: refundRequestExample,
  DisputeEvidenceRequest: disputeEvidenceExample,
} as const

function requestBody(name: keyof typeof requestExamples): Json {
  const schema = { $ref: `#/components/schemas/${name}` }
  return { required: true, content: { "application/json": { schema, example: requestExamples[name] } } }
}

function successes(route: BuyerApiRoute, addresses: OpenApiAddresses): Json {
  const { status, repeatStatus, description } = route.success
  const content = successContent(route, addresses)
  return {
    ...(repeatStatus === undefined
      ? {}
      : {
          [repeatStatus]: { description: "Done before.", headers: headers(route, repeatStatus), ...content },
        }),
    [status]: { description, headers: headers(route, status), ...content },
  }
}

function headers(route: BuyerApiRoute, status: number): Json {
  const isRepeat = knowsRepeats(route) && status === (route.success.repeatStatus ?? status)
  return {
    "Request-Id": { $ref: "#/components/headers/RequestId" },
    "Civic-Pay-Version": { $ref: "#/components/headers/Version" },
    ...(isRepeat ? { "Idempotent-Replayed": { $ref: "#/components/headers/Replayed" } } : {}),
    ...(status === 201 ? { Location: { schema: { type: "string", format: "uri" } } } : {}),
  }
}

function successContent(route: BuyerApiRoute, { checkoutUrl }: OpenApiAddresses): Json {
  const { body } = route.success
  switch (body) {
    case null:
      return {}
    case "object":
      return { content: { "application/json": { schema: { type: "object" } } } }
    case "Payment":
      return { content: json(body, paymentExample(checkoutUrl)) }
    case "PaymentEvents":
      return { content: json(body, paymentEventsExample(checkoutUrl)) }
    case "Refund":
      return { content: json(body, refundExample(checkoutUrl)) }
    case "PaymentRefunds":
      return { content: json(body, paymentRefundsExample(checkoutUrl)) }
    case "Dispute":
      return { content: json(body, disputeExample(checkoutUrl)) }
    case "PaymentDisputes":
      return { content: json(body, paymentDisputesExample(checkoutUrl)) }
  }
}

function json(name: string, example: unknown): Json {
  return { "application/json": { schema: { $ref: `#/components/schemas/${name}` }, example } }
}
