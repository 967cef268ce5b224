import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { Refusal } from '../http/parameter.ts'

/** The place in a search from which it goes on. */
export interface Place {
  /** The sort that the key is of. */
  sort: string
  /** The values by which the last item of the page before is sorted. */
  key: string[]
  /** The number of matches, counted for the first page; null when they are too many. */
  matched: number | null
  /** The body of the search, for those who follow a link without one; null when it is too long for a link. */
  body?: object | null
}

/** Longer links are cut by proxies and refused by servers, ours among them. */
const max_link = 6000
/** The largest body there is, with room for its key. */
const max_bytes = 16 * 1024 * 1024

export function writeToken(place: Place): string {
  const token = encode(place)
  return token.length > max_link && place.body ? encode({ ...place, body: null }) : token
}

const encode = (place: Place) => deflateRawSync(JSON.stringify(place)).toString('base64url')

/** @throws Refusal */
export function readToken(token: string): Place {
  try {
    const bytes = inflateRawSync(Buffer.from(token, 'base64url'), { maxOutputLength: max_bytes })
    const { sort, key, matched, body } = JSON.parse(bytes.toString()) as Place
    const is_whole =
      typeof sort === 'string' &&
      Array.isArray(key) &&
      key.every((part) => typeof part === 'string' && part.isWellFormed() && !part.includes('\0')) &&
      (matched === null || Number.isSafeInteger(matched)) &&
      (body === undefined || typeof body === 'object')
    if (is_whole) return { sort, key, matched, ...(body === undefined ? {} : { body }) }
  } catch {
    // Such a text is not one of our tokens.
  }
  throw new Refusal('is not a token of this search; take it from the link to the next page as it is')
}
