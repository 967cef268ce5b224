import { SwathError } from '@swath/contract/errors'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readText } from './body.ts'
import { refuse } from './http.ts'

const form_type = 'application/x-www-form-urlencoded'

/** In the scope of one plugin: bodies may be forms, as RFC 6749 has them, besides JSON. */
export function takeForms(app: FastifyInstance): FastifyInstance {
  app.addContentTypeParser(form_type, { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) =>
    readForm(readText(body, request.headers['content-type'])),
  )
  return app
}

/** A parameter without a value counts as left out. */
function readForm(body: string) {
  const given = [...new URLSearchParams(body)].filter(([, value]) => value !== '')
  const names = given.map(([name]) => name)
  const repeated = names.find((name, at) => names.indexOf(name) !== at)
  if (repeated !== undefined)
    throw new SwathError('invalid_request', `The form has ${repeated} more than once`)
  return Object.fromEntries(given)
}

interface Client {
  client_id: string
  client_secret: string
}
export type GivenClient = { [Name in keyof Client]?: string | undefined }

/**
 * The client that asks for a token: told by HTTP Basic or in the body, but not by both.
 * @throws SwathError `invalid_request`, `invalid_client`
 */
export function clientOf(authorization: string | undefined, body: GivenClient): Client {
  const basic = /^Basic(?:\s+(.*))?$/i.exec(authorization ?? '')
  if (basic) return basicClient(basic[1] ?? '', body)
  const { client_id, client_secret } = body
  if (client_id && client_secret) return { client_id, client_secret }
  throw new SwathError(
    'invalid_request',
    'Send client_id and client_secret in the body, or both in the header "Authorization: Basic"',
  )
}

function basicClient(encoded: string, body: GivenClient): Client {
  const [, id, secret] = /^([^:]+):(.+)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  if (id === undefined || secret === undefined) {
    throw new SwathError('invalid_client', 'The header Authorization has no id and secret in base64')
  }
  const client = { client_id: formDecoded(id), client_secret: formDecoded(secret) }
  if (body.client_secret || (body.client_id ?? client.client_id) !== client.client_id) {
    throw new SwathError(
      'invalid_request',
      'Name the client in the header Authorization or in the body, not in both',
    )
  }
  return client
}

/** RFC 6749 has ids and secrets encoded as in forms; many clients send them as they are. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

const oauth_errors = ['invalid_client', 'invalid_scope', 'unsupported_grant_type'] as const

/** A refusal as RFC 6749, 5.2 has it, with everything besides that other refusals tell. */
export function answerOAuthError(
  error: FastifyError | SwathError,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const problem = refuse(error, request, reply)
  const known = oauth_errors.find((code) => code === problem.code)
  const code = known ?? (problem.status < 500 ? 'invalid_request' : 'server_error')
  return reply
    .type('application/json')
    .send(JSON.stringify({ ...problem, error: code, error_description: problem.detail }))
}
