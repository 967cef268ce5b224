import { Cql2Error } from './error.ts'

export interface Token {
  /** `quoted` is a name in double quotes, which is never a keyword. */
  type: 'number' | 'string' | 'name' | 'quoted' | 'symbol' | 'end'
  /** Without quotes and escapes. */
  value: string
  at: number
}

const START =
  ':_A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u167F\\u1681-\\u1FFE\\u200C\\u200D' +
  '\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}'
const NAME = `[${START}][${START}.0-9\\u0300-\\u036F\\u203F\\u2040]*`

const SPACE = /[\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+/uy
const patterns: [Token['type'], RegExp][] = [
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/uy],
  ['name', new RegExp(NAME, 'uy')],
  ['string', /'(?:[^'\\]|''|\\[\s\S])*'/uy],
  ['quoted', /"(?:[^"]|"")*"/uy],
  ['symbol', /<>|<=|>=|[=<>+\-*/%^(),]/uy],
]

const whole_name = new RegExp(`^${NAME}$`, 'u')

/** Whether a property can be written without quotes, as far as its characters go. */
export const isName = (text: string) => whole_name.test(text)

/** Ends with a token of type `end`. */
export function scan(text: string): Token[] {
  const tokens: Token[] = []
  for (let at = skipSpace(text, 0); at < text.length; ) {
    const { token, end } = readToken(text, at)
    tokens.push(token)
    at = skipSpace(text, end)
  }
  return [...tokens, { type: 'end', value: '', at: text.length }]
}

function skipSpace(text: string, at: number): number {
  return at + (matchAt(SPACE, text, at)?.length ?? 0)
}

function readToken(text: string, at: number): { token: Token; end: number } {
  for (const [type, pattern] of patterns) {
    const written = matchAt(pattern, text, at)
    if (written === undefined) continue
    const end = at + written.length
    if (type === 'number' && matchAt(patterns[1]![1], text, end) !== undefined)
      throw new Cql2Error(`found ${quote(text.slice(at, end + 1))}, expected a number or a name`, at)
    return { token: { type, value: readValue(type, written), at }, end }
  }
  throw new Cql2Error(problemAt(text, at), at)
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function problemAt(text: string, at: number): string {
  if (text[at] === "'") return "a text has no closing '"
  if (text[at] === '"') return 'a name has no closing "'
  if (text.startsWith('!=', at)) return 'found !=, which is written <> in CQL2'
  return `found ${quote(String.fromCodePoint(text.codePointAt(at)!))}, which means nothing in CQL2`
}

/** A piece of the filter for a message. */
export const quote = (found: string) => (found.length > 40 ? `${found.slice(0, 40)}...` : found)

function readValue(type: Token['type'], written: string): string {
  if (type === 'string') return unescapeText(written.slice(1, -1))
  return type === 'quoted' ? written.slice(1, -1).replaceAll('""', '"') : written
}

const controls: Record<string, string> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
}

/** A backslash before any other character stays: it belongs to the pattern of LIKE. */
function unescapeText(written: string): string {
  return written.replaceAll(/''|\\([\s\S])/gu, (pair, after: string | undefined) => {
    if (after === undefined || after === "'") return "'"
    return after === '\\' ? '\\' : (controls[after] ?? pair)
  })
}

const letters = new Map(Object.entries(controls).map(([letter, control]) => [control, `\\${letter}`]))

export function escapeText(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that have an escape
  return value.replaceAll(/['\\\x07-\r]/g, (found) => {
    if (found === "'") return "''"
    return found === '\\' ? '\\\\' : letters.get(found)!
  })
}
