import { TokenProblem } from '@swath/contract/accounts'
import { type ErrorCode, errors } from '@swath/contract/errors'
import { scopes } from '@swath/contract/permissions'
import { ProblemDocument } from '@swath/contract/problem'
import type { z } from 'zod'
import type { AnyEndpoint } from './endpoint.ts'
import { JsonSchemas } from './json-schemas.ts'

type Json = Record<string, unknown>

/** The schemas of requests and of answers: a field with a default may be left out of a request. */
interface Schemas {
  input: JsonSchemas
  output: JsonSchemas
}

export type OpenApi = Json

/** OpenAPI 3.1, made from the schemas that the server validates with. */
export function openApiDocument(endpoints: readonly AnyEndpoint[], path_prefix = ''): OpenApi {
  const schemas = { input: new JsonSchemas('input'), output: new JsonSchemas('output') }
  const paths: Record<string, Json> = {}
  // Sorted, so that the order in which features are opened changes nothing.
  for (const endpoint of endpoints.toSorted((one, other) =>
    one.path < other.path ? -1 : Number(one.path > other.path),
  )) {
    paths[endpoint.path] ??= {}
    paths[endpoint.path]![endpoint.method.toString().toLowerCase()] = operationOf(endpoint, schemas)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Swath',
      version: '2.0.0',
      description: 'One Orders API over archive, tasking, feasibility, delivery and consumption.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: path_prefix || '/' }],
    security: [],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'apiKey', in: 'header', name: 'authorizationToken', description: 'Bearer <token>' },
        contract: { type: 'apiKey', in: 'header', name: 'X-Satellogic-Contract-Id' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'swath-session',
          description: 'Of a browser in which somebody has signed in: __Host-swath-session by https',
        },
        oauth: {
          type: 'oauth2',
          description: 'The token in the header Authorization, as Bearer <token>',
          flows: {
            clientCredentials: {
              tokenUrl: `${path_prefix}/oauth/token`,
              scopes: { ...scopes.customer, ...scopes.operator },
            },
          },
        },
      },
      schemas: Object.fromEntries(
        Object.entries({ ...schemas.output.components, ...schemas.input.components }).sort(([a], [b]) =>
          a.localeCompare(b),
        ),
      ),
    },
  }
}

function operationOf(endpoint: AnyEndpoint, schemas: Schemas): Json {
  const { body, answers } = endpoint
  const of_answer = Object.entries(answers).map(([status, schema]) => [
    status,
    {
      description: schema?.meta()?.description ?? 'Done',
      ...(without_body.has(status) ? {} : answerContentOf(schema, endpoint, schemas)),
    },
  ])
  return {
    operationId: endpoint.operation,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    security: securityOf(endpoint),
    ...scopeOf(endpoint),
    parameters: [
      ...parametersOf(endpoint.params, 'path', schemas),
      ...parametersOf(endpoint.query, 'query', schemas),
      ...conditionsOf(endpoint),
    ],
    ...(endpoint.takes_file ? { requestBody: file_body } : {}),
    ...(body
      ? {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content: bodyContentOf(body, endpoint, schemas),
          },
        }
      : {}),
    responses: {
      ...Object.fromEntries(of_answer),
      ...(isTagged(endpoint) ? { 304: { description: 'You have this version' } } : {}),
      ...errorsOf(endpoint, schemas),
    },
  }
}

/** A file may have any type, but generators know this one only. */
const file_body = {
  required: true,
  content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
}
const without_body = new Set(['204', '304'])

/** Also for those who sign in otherwise: scopes in `security` are of schemes of OAuth 2.0 alone. */
function scopeOf({ access, scope }: AnyEndpoint) {
  return access === 'public' || access === 'person' ? {} : { 'x-scope': scope, 'x-role': access }
}

function securityOf({ access, contract, scope = 'any' }: AnyEndpoint) {
  if (access === 'public') return []
  if (access === 'person') return [{ session: [] }]
  const of_contract = access === 'customer' && contract !== false ? { contract: [] } : {}
  const oauth = scope === 'any' ? [] : [scope]
  return [
    { token: [], ...of_contract },
    { oauth, ...of_contract },
  ]
}

function parametersOf(shape: z.ZodObject | undefined, where: 'path' | 'query', schemas: Schemas) {
  return Object.entries(shape?.shape ?? {}).map(([name, type]) => {
    const schema = schemas.input.of(type as z.ZodType)
    // Several values are separated by commas.
    const style = schema.type === 'array' ? { style: 'form', explode: false } : {}
    return { name, in: where, required: where === 'path', ...style, schema }
  })
}

/** Answers of these carry an ETag; see etag.ts. */
function isTagged({ method, access, media_type }: AnyEndpoint) {
  const is_shared = access !== 'public' && access !== 'person'
  return method === 'GET' && is_shared && media_type !== '*/*' && media_type !== 'text/event-stream'
}

/** The headers by which a request depends on the version that the client has, or on what it would rather have. */
function conditionsOf(endpoint: AnyEndpoint) {
  const header = (name: string) => ({ name, in: 'header', required: false, schema: { type: 'string' } })
  return [
    ...(isTagged(endpoint) ? [header('If-None-Match')] : []),
    ...(endpoint.errors?.includes('precondition_failed') ? [header('If-Match')] : []),
    ...(endpoint.takes_preference ? [header('Prefer')] : []),
  ]
}

function answerContentOf(
  schema: z.ZodType | null,
  { media_type, exports = [] }: AnyEndpoint,
  schemas: Schemas,
) {
  if (!schema && media_type === undefined) return {}
  const { content } = contentOf(schema, schemas.output, media_type)
  // Generators know no wildcards: any file is bytes.
  const known = media_type?.endsWith('/*') ? { 'application/octet-stream': fileOf(media_type) } : {}
  const exported = Object.fromEntries(exports.map((type) => [type, fileOf(type)]))
  return { content: { ...content, ...known, ...exported } }
}

/** An answer that is no JSON: text, or bytes in the words that generators know. */
const fileOf = (media_type: string) => ({
  schema: media_type.startsWith('text/') ? { type: 'string' } : { type: 'string', format: 'binary' },
})

function bodyContentOf(body: z.ZodType, { is_oauth }: AnyEndpoint, schemas: Schemas) {
  const { content } = contentOf(body, schemas.input)
  return is_oauth ? { ...content, 'application/x-www-form-urlencoded': content['application/json'] } : content
}

function contentOf(schema: z.ZodType | null, schemas: JsonSchemas, media_type = 'application/json') {
  return { content: { [media_type]: schema ? { schema: schemas.of(schema) } : fileOf(media_type) } }
}

/** Every endpoint may answer these besides its own: what the platform itself refuses. */
function errorsOf(endpoint: AnyEndpoint, schemas: Schemas) {
  const codes: ErrorCode[] = [...(endpoint.errors ?? []), 'too_many_from_address', 'internal']
  if (endpoint.params) codes.push('not_found')
  if (endpoint.query) codes.push('unknown_filter', 'invalid_filter')
  const by_credential = endpoint.access !== 'public' && endpoint.access !== 'person'
  if (endpoint.method === 'POST' && !endpoint.is_safe && by_credential) {
    codes.push('invalid_filter', 'idempotency_conflict')
  }
  if (endpoint.exports) codes.push('not_acceptable')
  if (endpoint.body) codes.push('invalid_json', 'invalid_request', 'too_large', 'unsupported_media_type')
  if (endpoint.access !== 'public') codes.push('unauthorized', 'cross_site_refused', 'too_many_requests')
  if (by_credential) codes.push('role_forbidden', 'too_many_wrong_secrets', 'identity_provider_unreachable')
  if (endpoint.access === 'provider') codes.push('signature_invalid')
  if (endpoint.access === 'customer' && endpoint.contract !== false) {
    codes.push('contract_required', 'contract_forbidden')
  }
  if (endpoint.scope !== undefined && endpoint.scope !== 'any') codes.push('insufficient_scope')
  const schema = schemas.output.of(endpoint.is_oauth ? TokenProblem : ProblemDocument)
  const problem_type = endpoint.is_oauth ? 'application/json' : 'application/problem+json'
  // A reader who follows a link is told on a page why it is not good.
  const page = endpoint.media_type === 'text/html' ? { 'text/html': fileOf('text/html') } : {}
  return Object.fromEntries(
    [...Map.groupBy([...new Set(codes)], (code) => errors[code].status)].map(([status, of_status]) => [
      status,
      { description: of_status.join(', '), content: { [problem_type]: { schema }, ...page } },
    ]),
  )
}
