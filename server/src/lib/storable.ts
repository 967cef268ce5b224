import type { Problem } from '@swath/contract/errors'

/** The part of a request: its path, its query or its body. */
export type Where = '' | '?' | '/'

/** RFC 6901. */
export function pointerTo(path: readonly PropertyKey[], where = '/'): string {
  if (where === '?') return `?${path.join('.')}`
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Real values are never this deep; programs that read or write JSON by recursion would run out of stack. */
export const max_depth = 100
/** Real values have some dozens of fields; to tell of each of many thousands what is wrong with it takes long. */
const max_fields = 1000

/** The place and the reason for which a value cannot be kept by a database or read by another JSON reader. */
export interface Unstorable {
  path: readonly PropertyKey[]
  code: 'unstorable_text' | 'nested_too_deeply' | 'too_many_fields' | 'unknown_field'
  message: string
}

/**
 * Text with a NUL character or half a surrogate pair, nesting or fields without end, or a name that means the
 * prototype.
 */
export function findUnstorableText(value: unknown): Unstorable | undefined {
  return findIn(value, [])
}

/** @param path to the value; one list for all, which is longer only while a part is looked at */
function findIn(value: unknown, path: PropertyKey[]): Unstorable | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : unstorableText([...path])
  if (typeof value !== 'object' || value === null) return undefined
  if (path.length >= max_depth) {
    return { path: [...path], code: 'nested_too_deeply', message: `Nested more than ${max_depth} deep` }
  }
  return Array.isArray(value) ? findInList(value, path) : findInMembers(value, path)
}

function findInList(list: readonly unknown[], path: PropertyKey[]): Unstorable | undefined {
  for (let at = 0; at < list.length; at++) {
    // Most of what comes is coordinates.
    if (typeof list[at] === 'number') continue
    path.push(at)
    const found = findIn(list[at], path)
    if (found) return found
    path.pop()
  }
  return undefined
}

function findInMembers(members: object, path: PropertyKey[]): Unstorable | undefined {
  const fields = Object.entries(members)
  if (fields.length > max_fields) {
    const message = `It has ${fields.length} fields; at most ${max_fields} are read`
    return { path: [...path], code: 'too_many_fields', message }
  }
  for (const [key, part] of fields) {
    if (!isStorable(key)) return unstorableText([...path])
    path.push(key)
    if (key === '__proto__') {
      return { path: [...path], code: 'unknown_field', message: 'There is no such field' }
    }
    const found = findIn(part, path)
    if (found) return found
    path.pop()
  }
  return undefined
}

export function unstorableProblems(value: unknown, where: Where = '/'): Problem[] {
  const found = findUnstorableText(value)
  return found ? [{ pointer: pointerTo(found.path, where), code: found.code, message: found.message }] : []
}

/** The text as a database can keep it: whatever it cannot is the sign for an unknown character. */
export const storablePart = (text: string) => text.toWellFormed().replaceAll('\0', '\ufffd')

const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed()

function unstorableText(path: readonly PropertyKey[]): Unstorable {
  return { path, code: 'unstorable_text', message: 'The text has a NUL character or half a surrogate pair' }
}
