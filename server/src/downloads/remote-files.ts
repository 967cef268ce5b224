import { pipeline, type Readable } from 'node:stream'
import { SwathError } from '@swath/contract/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type FileAnswer, hasBytes, notModified, presentation, refusal } from '../answers/files.ts'
import type { RemoteAsset } from '../lib/archive.ts'

/** Asks for what is stored elsewhere; redirects are followed, and the caller reads the body or destroys it. */
export interface RemoteFiles {
  ask(href: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<RemoteAnswer>
}

interface RemoteAnswer {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Readable
}

/** The headers about the bytes. All else in a request is for us: above all its credential. */
const asked = ['range', 'if-range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since']
const told = ['content-length', 'content-range', 'content-encoding', 'accept-ranges', 'etag', 'last-modified']

/** A source that says nothing for so long has gone; how long it takes to send a file is its own affair. */
const silence_ms = 60_000

/**
 * Passes on what is stored elsewhere: where that is stays our secret, or whoever had learned it would need us no more.
 * @throws SwathError `provider_unreachable`, `precondition_failed`, `range_not_satisfiable`
 */
export async function openRemote(
  request: FastifyRequest,
  reply: FastifyReply,
  remote: RemoteFiles,
  asset: RemoteAsset,
): Promise<FileAnswer> {
  const left = new AbortController()
  reply.raw.once('close', () => left.abort())
  try {
    const answer = await remote.ask(asset.href, questionOf(request), left.signal)
    return await passOn(request, reply, answer, asset)
  } catch (cause) {
    // The client has gone, which is no failure of anybody.
    if (left.signal.aborted) return { status: 503, headers: {}, body: undefined }
    if (cause instanceof SwathError) throw cause
    throw new SwathError('provider_unreachable', 'The file could not be had from where it is stored', {
      cause,
    })
  }
}

/** A request for several ranges is answered with the whole, as everybody may. */
function questionOf({ headers }: FastifyRequest) {
  const { range, ...question } = pick(headers, asked)
  const is_one = range !== undefined && !range.includes(',')
  return { ...question, ...(is_one && { range }), 'accept-encoding': 'identity' }
}

async function passOn(
  { method, headers: { 'if-none-match': known } }: FastifyRequest,
  reply: FastifyReply,
  { status, headers, body }: RemoteAnswer,
  { href, media_type }: RemoteAsset,
): Promise<FileAnswer> {
  const whole = { ...pick(headers, told), ...presentation(media_type, nameIn(href)) }
  if ((status === 200 || status === 206) && method !== 'HEAD') {
    const heard = endWhenSilent(body)
    return { status, headers: whole, body: (await hasBytes(heard)) ? heard : undefined }
  }
  body.destroy()
  if (status === 304) return notModified(pick(headers, ['etag']).etag, known)
  if (status === 200 || status === 206) return { status, headers: whole, body: undefined }
  throw refusal(reply, status, pick(headers, ['content-range'])['content-range'])
}

/** The time while nobody reads does not count. What breaks off on the way breaks off here as well. */
function endWhenSilent(source: Readable): Readable {
  const giveUp = () => source.destroy(new Error(`Nothing was heard for ${silence_ms} ms`))
  async function* listen(chunks: AsyncIterable<Buffer>) {
    let timer = setTimeout(giveUp, silence_ms)
    try {
      for await (const chunk of chunks) {
        clearTimeout(timer)
        yield chunk
        timer = setTimeout(giveUp, silence_ms)
      }
    } finally {
      clearTimeout(timer)
    }
  }
  return pipeline(source, listen, () => undefined) as unknown as Readable
}

function pick(headers: RemoteAnswer['headers'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  )
}

/** No name of a header may hold what an address may. */
function nameIn(href: string): string {
  const last = new URL(href).pathname.split('/').at(-1)!
  return last.replaceAll(/[^\w.-]/g, '_') || 'file'
}
