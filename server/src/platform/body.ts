import { SwathError } from '@swath/contract/errors'
import { max_depth } from '../lib/storable.ts'

/**
 * The text of a body, without a byte order mark.
 * @throws SwathError `unsupported_media_type` for another charset, `invalid_request` for what is no UTF-8
 */
export function readText(body: Buffer, content_type = ''): string {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*["']?([^"';\s]*)/i.exec(content_type) ?? []
  if (!/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw new SwathError('unsupported_media_type', `Send the body as UTF-8, not as ${charset || 'nothing'}`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new SwathError('invalid_request', `The body is not UTF-8: see byte ${firstWrong(body) + 1}`)
  }
}

/** Where the bytes differ from what can be read of them. */
function firstWrong(body: Buffer): number {
  const readable = Buffer.from(body.toString())
  return body.findIndex((byte, at) => byte !== readable[at])
}

/** One line of many may be as deep as any body, below the list that it is in; and deeper, so that it is refused. */
const kept_depth = max_depth + 10

/**
 * What the text says, but for what is nested without end: what is left of that is still too deep for any reader.
 * @throws SwathError `invalid_json`
 */
export function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    cutBelow(value, kept_depth)
    return value
  } catch (error) {
    throw new SwathError('invalid_json', `The body is not valid JSON: ${(error as Error).message}`)
  }
}

function cutBelow(value: unknown, depth: number) {
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value)) {
    if (depth > 0) cutBelow(part, depth - 1)
    else Object.defineProperty(value, key, { value: null })
  }
}
