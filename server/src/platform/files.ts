import send from '@fastify/send'
import { SwathError } from '@swath/contract/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { etagsIn, sendNotModified } from './etag.ts'

interface FileToSend {
  root: string
  key: string
  file_name: string
  media_type: string
  sha256: string
}

/** What a browser may show at our address: nothing in which a script could be. */
const showable = /^image\/(png|jpeg|webp)$/

/** Answers with a stored file; ranges and conditional requests work, and the ETag is the checksum. */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, file: FileToSend) {
  const etag = `"${file.sha256}"`
  const { 'if-match': wanted, 'if-none-match': known } = request.headers
  if (wanted !== undefined && wanted.trim() !== '*' && !etagsIn(wanted).includes(etag)) throw refusal(412)
  reply.header('vary', 'accept-encoding')
  if (etagsIn(known).includes(etag)) return sendNotModified(reply, etag, known)
  const path = encodeURI(`/${file.key}`)
  const { statusCode, headers, stream } = await send(unconditional(request.raw, etag), path, {
    root: file.root,
    etag: false,
    dotfiles: 'allow',
  })
  if (statusCode >= 400) {
    const content_range = headers['Content-Range']
    if (content_range) reply.header('content-range', content_range)
    throw refusal(statusCode)
  }
  return reply
    .code(statusCode)
    .headers({
      ...headers,
      'content-type': file.media_type,
      'content-disposition': `${showable.test(file.media_type) ? 'inline' : 'attachment'}; filename="${file.file_name}"`,
      'x-content-type-options': 'nosniff',
      etag,
    })
    .send(stream)
}

/** `send` knows no checksum, so it is left nothing to compare: of a range of another file, the whole is sent. */
function unconditional(raw: FastifyRequest['raw'], etag: string): FastifyRequest['raw'] {
  const { 'if-match': _, 'if-none-match': __, 'if-range': same, range, ...others } = raw.headers
  const is_wanted = range !== undefined && (same === undefined || same === etag)
  const headers = is_wanted ? { ...others, range } : others
  return Object.create(raw, { headers: { value: headers } })
}

/** The bodies of `send` are pages for people. */
function refusal(status: number): Error {
  if (status === 416)
    return new SwathError('range_not_satisfiable', 'The range begins behind the end of the file')
  if (status === 412) return new SwathError('precondition_failed', 'The file is not the one that you name')
  return new Error(`The file cannot be sent: ${status}`)
}
