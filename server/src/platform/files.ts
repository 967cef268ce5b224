import send from '@fastify/send'
import type { FastifyReply, FastifyRequest } from 'fastify'

interface FileToSend {
  root: string
  key: string
  file_name: string
  media_type: string
  sha256: string
}

/** Answers with a stored file; ranges and conditional requests work, and the ETag is the checksum. */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, file: FileToSend) {
  const path = encodeURI(`/${file.key}`)
  const { statusCode, headers, stream } = await send(request.raw, path, {
    root: file.root,
    etag: false,
    dotfiles: 'allow',
  })
  return reply
    .code(statusCode)
    .headers({
      ...headers,
      'content-type': file.media_type,
      'content-disposition': `attachment; filename="${file.file_name}"`,
      etag: `"${file.sha256}"`,
    })
    .send(stream)
}
