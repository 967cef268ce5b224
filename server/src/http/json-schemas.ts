import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'

type Json = Record<string, unknown>

/** JSON schemas of an OpenAPI document, as requests have them or as answers have them. Those with an id are its components. */
export class JsonSchemas {
  readonly components: Json = {}
  readonly #io: 'input' | 'output'
  /** Most endpoints share theirs, and a conversion takes milliseconds. */
  readonly #converted = new Map<z.ZodType, Json>()
  readonly #texts = new Map<string, string>()

  constructor(io: 'input' | 'output') {
    this.#io = io
  }

  of(schema: z.ZodType): Json {
    const known = this.#converted.get(schema)
    if (known) return known
    const converted = this.#convert(schema)
    this.#converted.set(schema, converted)
    return converted
  }

  /** Schemas with an id become components; the rest stays in place. */
  #convert(schema: z.ZodType): Json {
    const options = { io: this.#io, reused: 'inline', override: plainTuple } as const
    const { $schema: _, $defs, ...rest } = z.toJSONSchema(schema, options) as Json & { $defs?: Json }
    for (const [id, definition] of Object.entries($defs ?? {})) this.#add(id, definition as Json)
    const id = schema.meta()?.id
    if (id === undefined) return relocated(JSON.stringify(rest)) as Json
    // Zod tells a schema that is a reference to itself in $defs.
    if (!$defs?.[id]) this.#add(id, rest)
    return { $ref: `#/components/schemas/${id}` }
  }

  #add(id: string, { id: _, ...definition }: Json) {
    const text = JSON.stringify(definition)
    if (this.#texts.get(id) === text) return
    const component = relocated(text)
    if (!isDeepStrictEqual(this.components[id] ?? component, component)) {
      throw new Error(`Two schemas have the id ${id}; the second is ${text}`)
    }
    this.components[id] = component
    this.#texts.set(id, text)
  }
}

/** So many of one kind are a list of that length, which every reader of schemas knows. */
function plainTuple({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }) {
  const { prefixItems } = jsonSchema
  const [first] = prefixItems ?? []
  if (!first || !prefixItems!.every((item) => isDeepStrictEqual(item, first))) return
  delete jsonSchema.prefixItems
  jsonSchema.items = first
}

/** `#/$defs/X` of one schema is `#/components/schemas/X` of the document. */
function relocated(text: string): unknown {
  return JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/'), typesApart)
}

/** A list of types besides null is one that some generators cannot read. */
function typesApart(_name: string, value: unknown): unknown {
  if (!Array.isArray((value as Json | null)?.type)) return value
  const { type, items, ...rest } = value as Json & { type: unknown[] }
  if (type.filter((one) => one !== 'null').length < 2) return value
  return { ...rest, anyOf: type.map((one) => (one === 'array' ? { type: one, items } : { type: one })) }
}
