import { toJsonSchemaDefs } from "@valibot/to-json-schema"
import { apiErrorBody } from "#contract/api-error-body.ts"
import type { BuyerApiRoute } from "#contract/buyer-api.ts"
import { buyerApi, buyerApiVersion, errorsOf } from "#contract/buyer-api.ts"
import { createPaymentRequest } from "#contract/create-payment-request.ts"
import { errorResponse, errorResponses } from "#contract/openapi-errors.ts"
import { paymentEventsExample, paymentExample, requestExample } from "#contract/openapi-examples.ts"
import { payment, paymentEvents } from "#contract/payment.ts"
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
      Payment: payment,
      PaymentEvents: paymentEvents,
      Error: apiErrorBody,
    },
    // What the checks refuse (card numbers, control characters) has no word in JSON Schema.
    { target: "draft-2020-12", typeMode: "output", ignoreActions: ["check"] },
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
    ...(route.path.includes("{payment_id}") ? { parameters: [paymentIdParameter] } : {}),
    ...(route.requestBody === null ? {} : { requestBody: requestBody(route.requestBody) }),
    responses: {
      [route.success.status]: success(route, addresses),
      ...errorResponses(errorsOf(route), addresses.docsUrl),
    },
  }
}

const paymentIdParameter = {
  name: "payment_id",
  in: "path",
  required: true,
  schema: { type: "string", pattern: "^[0-9a-v]{26}$" },
}

function requestBody(name: string): Json {
  const schema = { $ref: `#/components/schemas/${name}` }
  return { required: true, content: { "application/json": { schema, example: requestExample } } }
}

function success(route: BuyerApiRoute, { checkoutUrl }: OpenApiAddresses): Json {
  const { status, description, body } = route.success
  const headers = {
    "Request-Id": { $ref: "#/components/headers/RequestId" },
    "Civic-Pay-Version": { $ref: "#/components/headers/Version" },
    ...(status === 201 ? { Location: { schema: { type: "string", format: "uri" } } } : {}),
  }
  switch (body) {
    case null:
      return { description, headers }
    case "object":
      return { description, headers, content: { "application/json": { schema: { type: "object" } } } }
    case "Payment":
      return { description, headers, content: json(body, paymentExample(checkoutUrl)) }
    case "PaymentEvents":
      return { description, headers, content: json(body, paymentEventsExample(checkoutUrl)) }
  }
}

function json(name: string, example: unknown): Json {
  return { "application/json": { schema: { $ref: `#/components/schemas/${name}` }, example } }
}
