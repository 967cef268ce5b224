import { hash } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** An answer that knows its ETag without its body; no body when the client has it already. */
export class Representation<Body extends string | Buffer = string> {
  readonly etag: string
  readonly body: Body | undefined
  readonly media_type: string

  constructor(etag: string, body: Body | undefined, media_type = 'application/json') {
    this.etag = etag
    this.body = body
    this.media_type = media_type
  }
}

/** The same URL answers differently to another credential or contract. */
const vary = 'Authorization, authorizationToken, X-Satellogic-Contract-Id, X-Contract-Id, accept-encoding'

export function etagOf(body: string): string {
  return `"${hash('sha256', body, 'base64url').slice(0, 22)}"`
}

/** Answers a GET with its ETag, or with 304 when the client names it in `If-None-Match`. */
export function sendTagged(
  request: FastifyRequest,
  reply: FastifyReply,
  result: string | Representation<string | Buffer>,
) {
  const { etag, body, media_type } =
    result instanceof Representation ? result : new Representation(etagOf(result), result)
  reply.headers({ etag, 'cache-control': 'private, no-cache', vary })
  const known = request.headers['if-none-match']
  const is_known = body === undefined || etagsIn(known).includes(weak(etag))
  if (!is_known) return reply.type(media_type).send(body)
  return reply.code(304).header('etag', tagAsKnown(etag, known)).send()
}

/** The tag as the client has it: what it keeps may be the compressed form, whose tag is weak. */
export function tagAsKnown(etag: string, known: string | undefined): string {
  return known?.includes(`W/${etag}`) ? `W/${etag}` : etag
}

/** The tags of an `If-None-Match`, without the mark of weak ones, which does not count there. */
export function etagsIn(header: string | undefined): string[] {
  return (header?.match(/"[^"]*"/g) ?? []).map(weak)
}

const weak = (etag: string) => etag.replace(/^W\//, '')

/**
 * For a change that the client wants only if nothing else has changed.
 * @throws SwathError `precondition_failed` when `If-Match` names other versions than the current document
 */
export function requireMatch(if_match: string | undefined, document: string): void {
  requireTag(if_match, etagOf(document))
}

/**
 * As `requireMatch`, of what is in the version `etag`. Its tag is weak where it came compressed, and names one
 * version all the same, so it is as good here.
 */
export function requireTag(if_match: string | undefined, etag: string): void {
  if (if_match === undefined || if_match.trim() === '*') return
  if (etagsIn(if_match).includes(etag)) return
  throw new SwathError('precondition_failed', 'It has changed since you read it; read it again', {
    extra: { etag },
  })
}
