import { once } from 'node:events'
import { Readable } from 'node:stream'
import send from '@fastify/send'
import { SwathError } from '@swath/contract/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { etagsIn, tagAsKnown } from './etag.ts'

interface FileToSend {
  root: string
  key: string
  file_name: string
  media_type: string
  sha256: string
}

/** An answer with a file or a part of it, of which nothing is sent yet. */
export interface FileAnswer {
  status: number
  headers: Record<string, string>
  /** Its first bytes are there. Nothing in answers that give none of the file: to HEAD, and 304. */
  body: Readable | undefined
}

/** The types that a browser may show at our address: none in which a script could be. */
const showable = /^image\/(png|jpeg|webp)$/

/** Answers with a stored file; ranges and conditional requests work, and the ETag is the checksum. */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, file: FileToSend) {
  return sendAnswer(reply, await openFile(request, reply, file))
}

/** @throws SwathError `precondition_failed`, `range_not_satisfiable` */
export async function openFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: FileToSend,
): Promise<FileAnswer> {
  const etag = `"${file.sha256}"`
  const { 'if-match': wanted, 'if-none-match': known } = request.headers
  if (wanted !== undefined && wanted.trim() !== '*' && !etagsIn(wanted).includes(etag))
    throw refusal(reply, 412)
  if (etagsIn(known).includes(etag)) return notModified(etag, known)
  const path = encodeURI(`/${file.key}`)
  const { statusCode, headers, stream } = await send(unconditional(request.raw, etag), path, {
    root: file.root,
    etag: false,
    cacheControl: false,
    dotfiles: 'allow',
  })
  if (statusCode >= 400) throw refusal(reply, statusCode, headers['Content-Range'])
  const told = { ...headers, ...presentation(file.media_type, file.file_name), etag }
  const gives_bytes = request.method !== 'HEAD' && (await hasBytes(stream))
  return { status: statusCode, headers: told, body: gives_bytes ? stream : undefined }
}

export function notModified(etag: string | undefined, known: string | undefined): FileAnswer {
  return {
    status: 304,
    headers: etag === undefined ? {} : { etag: tagAsKnown(etag, known) },
    body: undefined,
  }
}

/** The headers that every file is sent with, wherever it lies. */
export function presentation(media_type: string, file_name: string) {
  const how = showable.test(media_type) ? 'inline' : 'attachment'
  return {
    'content-type': media_type,
    'content-disposition': `${how}; filename="${file_name}"`,
    'x-content-type-options': 'nosniff',
  }
}

/** Files are those of a contract: the client may keep them, and nobody between us. */
export function sendAnswer(
  reply: FastifyReply,
  { status, headers, body }: FileAnswer,
  cache_control = 'private, no-cache',
) {
  return reply
    .code(status)
    .headers({ 'cache-control': cache_control, vary: 'accept-encoding' })
    .headers(headers)
    .send(body ?? (status === 304 ? undefined : Readable.from([])))
}

/** Waits for the first bytes of a stream, so that what cannot be read is known before anything is sent. */
export async function hasBytes(stream: Readable): Promise<boolean> {
  await once(stream, 'readable')
  return stream.readableLength > 0
}

/** `send` knows no checksum, so it is left nothing to compare: of a range of another file, the whole is sent. */
function unconditional(raw: FastifyRequest['raw'], etag: string): FastifyRequest['raw'] {
  const { 'if-match': _, 'if-none-match': __, 'if-range': same, range, ...others } = raw.headers
  const is_wanted = range !== undefined && (same === undefined || same === etag)
  const headers = is_wanted ? { ...others, range } : others
  return Object.create(raw, { headers: { value: headers } })
}

/** The bodies of `send`, and of other servers, are pages for people. */
export function refusal(reply: FastifyReply, status: number, content_range?: string): Error {
  if (content_range !== undefined) reply.header('content-range', content_range)
  if (status === 416)
    return new SwathError('range_not_satisfiable', 'The range begins behind the end of the file')
  if (status === 412) return new SwathError('precondition_failed', 'The file is not the one that you name')
  const hint =
    status === 404 ? '; every process of an installation needs one shared folder as SWATH_DATA_DIR' : ''
  return new Error(`The file cannot be sent: ${status}${hint}`)
}
