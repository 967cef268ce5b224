import { type Problem, SwathError } from '@swath/contract/errors'
import { z } from 'zod'
import { pointerTo, unstorableProblems, type Where } from '../lib/storable.ts'

type Issue = z.core.$ZodIssue

/**
 * Reads the body of a request, or a line of one.
 * @param judged_later the list in it whose lines are judged each for itself
 * @throws SwathError `invalid_request` with everything that is wrong with it
 */
export function readBody<S extends z.ZodType>(schema: S, value: unknown, judged_later = ''): z.output<S> {
  requireStorable(judged_later ? { ...Object(value), [judged_later]: undefined } : value, '/')
  const parsed = parse(schema, value)
  if (!parsed.success) throw requestProblem(parsed.error.issues, '/', schema)
  return parsed.data
}

/** Clients in Java, Go and C# send null for what they leave out: where null means nothing, it is absent. */
function parse<S extends z.ZodType>(schema: S, value: unknown) {
  const parsed = schema.safeParse(value)
  // A custom check knows the null that it refuses.
  const nulls = parsed.error?.issues.filter(({ code, path }) => code !== 'custom' && isNullIn(value, path))
  if (!nulls?.length) return parsed
  const paths = nulls.map(({ path }) => path)
  return schema.safeParse(without(value, paths))
}

/** The value without some of its parts. Only what they are in is copied, once: a body may be large. */
function without(value: unknown, paths: readonly (readonly PropertyKey[])[]): unknown {
  const copies = new Set<unknown>()
  const copyOf = (part: unknown) => {
    if (copies.has(part)) return part as NonNullable<Part>
    const copy = (Array.isArray(part) ? [...part] : { ...(part as object) }) as NonNullable<Part>
    copies.add(copy)
    return copy
  }
  const whole = copyOf(value)
  for (const path of paths) {
    let within = whole
    for (const name of path.slice(0, -1)) within = within[name] = copyOf(within[name])
    delete within[path.at(-1)!]
  }
  return whole
}

type Part = Record<PropertyKey, unknown> | null | undefined

const partAt = (value: unknown, path: readonly PropertyKey[]) =>
  path.reduce((part, name) => part?.[name] as Part, value as Part)

/** As the member of an object; of a list, each item counts. */
function isNullIn(value: unknown, path: readonly PropertyKey[]): boolean {
  return typeof path.at(-1) === 'string' && partAt(value, path) === null
}

/** @throws SwathError where a database could not keep the value as it is */
export function requireStorable(value: unknown, where: Where) {
  const [problem] = unstorableProblems(value, where)
  if (!problem) return
  throw new SwathError('invalid_request', `${problem.pointer || 'The body'}: ${problem.message}`, {
    problems: [problem],
  })
}

/** Nobody reads more, and a body may have hundreds of thousands. */
const max_problems = 1000

/** Tells everything that a schema found wrong, each with a JSON pointer into the body or the name in the query. */
export function requestProblem(issues: readonly Issue[], where: Where, schema: z.ZodType): SwathError {
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))
  if (where === '?' && unknown.length > 0) {
    const valid = schema instanceof z.ZodObject ? Object.keys(schema.shape).sort() : []
    throw new SwathError(
      'unknown_filter',
      `Unknown: ${unknown.join(', ')}. Valid: ${valid.join(', ') || 'none'}`,
      {
        problems: unknown.map((name) => ({
          pointer: `?${name}`,
          code: 'unknown_filter',
          message: 'There is no such filter',
        })),
        extra: { valid },
      },
    )
  }
  const problems = issues
    .slice(0, max_problems)
    .flatMap((issue) => problemsOf(issue, where))
    .slice(0, max_problems)
  return toldTogether(where === '?' ? 'invalid_filter' : 'invalid_request', problems)
}

/** One error that tells several problems. */
export function toldTogether(
  code: 'invalid_filter' | 'invalid_request',
  problems: readonly Problem[],
): SwathError {
  const first = problems[0]
  const detail = first ? `${first.pointer || 'The body'}: ${first.message}` : 'The request is not valid'
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  return new SwathError(code, detail + more, { problems })
}

/** Says what is wrong with the value of one parameter, in a query or in a body. */
export function parameterProblem(
  name: string,
  where: '?' | '/',
  { code, message }: Pick<Problem, 'code' | 'message'>,
): SwathError {
  const problem = { pointer: where + name, code, message }
  return toldTogether(where === '?' ? 'invalid_filter' : 'invalid_request', [problem])
}

function problemsOf(issue: Issue, where: string): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, max_problems).map((key) => ({
      pointer: pointerTo([...issue.path, key], where),
      code: 'unknown_field',
      message: 'There is no such field',
    }))
  }
  return [{ pointer: pointerTo(issue.path, where), code: codeOf(issue), message: issue.message }]
}

/** A check of our own says which code it has. */
function codeOf(issue: Issue): string {
  if (issue.code === 'custom') return String(issue.params?.code ?? 'invalid_value')
  return issue.code === 'invalid_type' && issue.input === undefined ? 'missing_field' : issue.code
}
