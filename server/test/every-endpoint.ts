// What the OpenAPI document says of each endpoint, and requests that fit it.
import type { CredentialScope, Role } from '@swath/contract/permissions'
import type { OpenApi } from '../src/http/openapi.ts'

type Json = Record<string, unknown>

export interface Operation {
  id: string
  method: string
  path: string
  params: string[]
  /** Public operations have none. */
  role: Role | undefined
  scope: CredentialScope | 'any' | undefined
  needs_contract: boolean
  /** It asks for a browser in which somebody has signed in. */
  needs_session: boolean
  /** The answer goes on until somebody leaves. */
  is_stream: boolean
  /** The least that fits the schema of the body. */
  body: unknown
}

interface Documented {
  operationId: string
  security: Json[]
  parameters: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema: Json }> }
  responses: Record<string, { content?: Json }>
  'x-role'?: Role
  'x-scope'?: CredentialScope | 'any'
}

export function operationsOf(document: OpenApi): Operation[] {
  const { paths, components } = document as {
    paths: Record<string, Record<string, Documented>>
    components: { schemas: Record<string, Json> }
  }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, told]) => operationOf(path, method, told, components.schemas)),
  )
}

function operationOf(
  path: string,
  method: string,
  told: Documented,
  schemas: Record<string, Json>,
): Operation {
  const body = told.requestBody?.content['application/json']?.schema
  return {
    id: told.operationId,
    method: method.toUpperCase(),
    path,
    params: told.parameters.filter((one) => one.in === 'path').map(({ name }) => name),
    role: told['x-role'],
    scope: told['x-scope'],
    needs_contract: told.security.some((one) => 'contract' in one),
    needs_session: told.security.some((one) => 'session' in one),
    is_stream: Object.values(told.responses).some(({ content }) => content && 'text/event-stream' in content),
    body: body && sampleOf(body, schemas),
  }
}

const samples: Record<string, (schema: Json) => unknown> = {
  string: ({ format, minLength }) =>
    format === 'date-time' ? '2026-06-05T00:00:00Z' : 'x'.repeat(Math.max(1, Number(minLength ?? 1))),
  integer: ({ minimum, exclusiveMinimum }) => Number(minimum ?? exclusiveMinimum ?? 0) + 1,
  number: ({ minimum }) => Number(minimum ?? 0) + 1,
  boolean: () => true,
  null: () => null,
}

/** What is required, and nothing else. */
function sampleOf(schema: Json, schemas: Record<string, Json>): unknown {
  const { $ref, anyOf, oneOf, allOf, examples, type } = schema as Record<string, Json[] & string>
  if ($ref) return sampleOf(schemas[$ref.split('/').at(-1)!]!, schemas)
  if ('const' in schema) return schema.const
  if (schema.enum) return (schema.enum as unknown[])[0]
  if (examples?.length) return examples[0]
  const [choice] = anyOf ?? oneOf ?? allOf ?? []
  if (choice) return sampleOf(choice, schemas)
  if (type === 'array') {
    const items = Array.from({ length: Number(schema.minItems ?? 0) })
    return items.map(() => sampleOf(schema.items as Json, schemas))
  }
  const known = samples[type ?? '']
  if (known) return known(schema)
  const required = (schema.required as string[] | undefined) ?? []
  const properties = schema.properties as Record<string, Json>
  return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name]!, schemas)]))
}
