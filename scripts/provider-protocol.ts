// The OpenAPI document of the provider protocol: what Swath asks a provider. What a provider tells Swath is in that of
// Swath itself, below the tag Providers.
import { request_kinds } from '@swath/contract/provider-protocol/protocol'
import { RefusalAnswer } from '@swath/contract/provider-protocol/refusals'
import { protocol_version, tolerance_s } from '@swath/contract/provider-protocol/signature'
import type { z } from 'zod'
import { JsonSchemas } from '../server/src/http/json-schemas.ts'

type Json = Record<string, unknown>

const description = `What Swath asks a provider of images, below the address that the operator gives for it. Every request is
signed, as the guide to the provider protocol tells; a provider refuses what is not, what is older than ${tolerance_s} s,
and what has a nonce that was used. Every request may come again, and then changes nothing. A provider that nobody can
reach fetches the same requests from Swath, at /ops/v1/provider/tasks. What becomes of captures and products it reports
there, too: see the tag Providers of the document of Swath.`

const header = (name: string, meaning: string) => ({
  name,
  in: 'header',
  required: true,
  schema: { type: 'string' },
  description: meaning,
})
const headers = [
  header('Swath-Protocol', `${protocol_version}; another version is refused with the status 401`),
  header('Content-Digest', 'RFC 9530: sha-256=:<base64>:, also of the empty body'),
  header(
    'Signature-Input',
    'RFC 9421: swath=("@method" "@path" "@query" "content-digest" "swath-protocol");...',
  ),
  header('Signature', 'RFC 9421: swath=:<base64 of HMAC-SHA256>:'),
]

interface Operation {
  method: string
  path: string
  summary: string
  request?: z.ZodType
  answer: z.ZodType
}

export function providerProtocol(): Json {
  const input = new JsonSchemas('input')
  const json = (schema: z.ZodType) => ({ content: { 'application/json': { schema: input.of(schema) } } })
  const operationOf = (operation: string, { path, summary, request, answer }: Operation) => ({
    operationId: operation,
    summary,
    parameters: [
      ...['capture_id', 'reservation_id']
        .filter((name) => path.includes(`{${name}}`))
        .map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...headers,
    ],
    ...(request && { requestBody: { required: true, ...json(request) } }),
    responses: {
      200: { description: answer.meta()?.description ?? 'The answer', ...json(answer) },
      401: { description: 'The signature is missing, wrong, old or was used, or the version is another' },
      409: { description: RefusalAnswer.meta()!.description, ...json(RefusalAnswer) },
    },
  })
  const paths: Record<string, Json> = {}
  for (const [name, kind] of Object.entries<Operation>(request_kinds)) {
    paths[kind.path] ??= {}
    paths[kind.path]![kind.method.toLowerCase()] = operationOf(name, kind)
  }
  const info = {
    title: 'The provider protocol of Swath',
    version: `${protocol_version}.0.0`,
    description,
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  }
  const sorted = Object.entries(input.components).sort(([a], [b]) => a.localeCompare(b))
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: 'https://provider.example' }],
    security: [],
    paths,
    components: { schemas: Object.fromEntries(sorted) },
  }
}
