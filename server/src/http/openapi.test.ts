import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import type { AnyEndpoint } from './endpoint.ts'
import { openApiDocument } from './openapi.ts'

function documentOf(body: z.ZodType, ...answers: z.ZodType[]) {
  const about = { method: 'POST', path: '/v2/x/', operation: 'x', summary: 'x', tag: 'X', access: 'public' }
  const endpoint = { ...about, body, answers: Object.fromEntries(answers.map((one, at) => [200 + at, one])) }
  return openApiDocument([endpoint as unknown as AnyEndpoint])
}

test('two schemas cannot have one name', () => {
  const one = z.object({ amount: z.int() }).meta({ id: 'Priced' })
  const other = z.object({ total: z.int() }).meta({ id: 'Priced' })
  assert.throws(() => documentOf(z.object(), one, other), /Two schemas have the id Priced/)
  assert.throws(() => documentOf(z.object(), z.object({ one }), other), /Two schemas have the id Priced/)
  assert.doesNotThrow(() => documentOf(z.object(), z.object({ one }), one))
})

test('what has a default may be left out of a request whose schema is that of an answer as well', () => {
  const shared = z.object({ port: z.int().default(22), host: z.string() }).meta({ id: 'Shared' })
  const { components } = documentOf(shared, shared) as Record<
    'components',
    { schemas: { Shared: { required: string[] } } }
  >
  assert.deepEqual(components.schemas.Shared.required, ['host'])
})
