// Holds every answer that a test gets against what /openapi.json says of it.
import assert from 'node:assert/strict'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { OpenApi } from '../src/http/openapi.ts'

interface Content {
  [media_type: string]: { schema?: object }
}
interface Operation {
  responses: Record<string, { content?: Content }>
}

export class DocumentedAnswers {
  #ajv = new Ajv2020({ strict: false, allErrors: true })
  #operations: { method: string; path: RegExp; operation: Operation }[]
  #validators = new Map<object, ValidateFunction>()

  constructor(document: OpenApi) {
    const { paths, components } = document as {
      paths: Record<string, Record<string, Operation>>
      components: object
    }
    formats.default(this.#ajv)
    this.#ajv.addSchema({ $id: 'openapi', components })
    this.#operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, path: patternOf(path), operation })),
    )
  }

  /** Fails when the status or the body is not as documented. Paths that do not exist are none of its business. */
  check(method: string, url: string, status: number, media_type: string, body: unknown) {
    const path = url.split('?')[0]!
    const found = this.#operations.filter((one) => one.method === method.toLowerCase() && one.path.test(path))
    // A literal path goes before one with a parameter: /v2/orders/bulk before /v2/orders/{order_id}.
    const operation = found.toSorted((a, b) => parametersIn(a.path) - parametersIn(b.path))[0]?.operation
    if (!operation || status === 304) return
    const documented = operation.responses[status]
    assert.ok(
      documented,
      `${method} ${path} answered ${status}, which is not documented: ${JSON.stringify(body)}`,
    )
    const schema = documented.content?.[media_type.split(';')[0]!]?.schema
    // The document says of an answer that is no JSON only that it is text or bytes.
    if (!schema || !/json\b/.test(media_type)) return
    const validate = this.#validatorOf(schema)
    assert.ok(
      validate(body),
      `${method} ${path} ${status}: ${this.#ajv.errorsText(validate.errors)} in ${JSON.stringify(body).slice(0, 2000)}`,
    )
  }

  #validatorOf(schema: object): ValidateFunction {
    const known = this.#validators.get(schema)
    if (known) return known
    const located = JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/'))
    const validate = this.#ajv.compile(located)
    this.#validators.set(schema, validate)
    return validate
  }
}

const parametersIn = (pattern: RegExp) => pattern.source.split(any_part).length

const any_part = '[^/]+'

function patternOf(path: string): RegExp {
  const inner = path.replace(/\/$/, '').replaceAll(/\{\w+\}/g, any_part)
  return new RegExp(`^${inner}/?$`)
}
