import { randomUUID } from 'node:crypto'
import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import cors from '@fastify/cors'
import { errors, SwathError } from '@swath/contract/errors'
import type { ProblemDocument } from '@swath/contract/problem'
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { hasCredential } from '../access/auth.ts'
import { keepSignedBody } from '../access/signed-requests.ts'
import { CannotStart } from '../platform/cannot-start.ts'
import { isDatabaseUnavailable } from '../platform/database-unavailable.ts'
import type { Log } from '../platform/log.ts'
import { AllowedMethods } from './allowed-methods.ts'
import { readJson } from './body.ts'
import { requireUtf8 } from './query-bytes.ts'
import { turnForBody } from './turns.ts'

export const problem_type = 'application/problem+json'
/** The headers of an answer that a browser's script may read. */
const exposed = [
  'ETag',
  'Accept-Ranges',
  'Content-Range',
  'Content-Disposition',
  'Location',
  'Allow',
  'Retry-After',
  'WWW-Authenticate',
  'RateLimit',
  'RateLimit-Policy',
  'Idempotent-Replayed',
  'Preference-Applied',
  'X-Request-Id',
]

/** Soon enough for a person, and late enough that a server that comes back is not met by everybody at once. */
const soon_s = 5
const max_body_bytes = 2 ** 20
/** A client that sends too much may have sent this much more before it reads why. */
const max_forgotten_bytes = 16 * max_body_bytes

export interface HttpSettings {
  /** A request that has not arrived as a whole by then is refused. */
  request_timeout_ms: number
  /** Addresses and networks whose word counts for where a request comes from. */
  trusted_proxies: string[]
  /** In front of every path; a proxy may leave it out. */
  path_prefix: string
}

/** The HTTP server without any endpoint: body limits, request ids, and the one place where errors become answers. */
export function openHttp(
  log: Log,
  { request_timeout_ms, trusted_proxies, path_prefix }: HttpSettings,
): FastifyInstance {
  const app = fastify({
    ...slowClients(request_timeout_ms),
    trustProxy: trusted_proxies.length > 0 && trusted_proxies,
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: max_body_bytes,
    genReqId: () => randomUUID(),
    rewriteUrl: ({ url }) => withPrefix(originForm(url!), path_prefix),
    routerOptions: { ignoreTrailingSlash: true },
    // A path that cannot be decoded, or with a part longer than any id. It gets here without the hooks below.
    frameworkErrors: (_error, request, reply) =>
      answerError(nothingAt(request), request, label(request, reply)),
  })
  if (path_prefix !== '') refuseOwnPaths(app, path_prefix)
  const methods = new AllowedMethods(app)
  app.removeContentTypeParser('text/plain')
  // Clients of v1 say that nothing is JSON: a PATCH or DELETE without a body, but with the header.
  const json_types = ['application/json', 'application/geo+json', 'application/merge-patch+json']
  app.addContentTypeParser(
    json_types,
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      keepSignedBody(request, body)
      await turnForBody(body.length)
      return readJson(body, request.headers['content-type'])
    },
  )
  app.register(compress, {
    threshold: 1024,
    encodings: ['br', 'gzip'],
    // The default of Brotli is its slowest: ten milliseconds for a page of a hundred orders.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  })
  // Behind the hook that compresses.
  app.after(() =>
    app.addHook('onRoute', (route) => {
      route.onSend = [...[route.onSend ?? []].flat(), weakenTag]
    }),
  )
  // Any page may ask with a token. None but ours may use the cookie of a session: browsers do not send it for others.
  app.register(cors, {
    origin: '*',
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: exposed,
    // An OPTIONS that is no preflight is not wrong either.
    strictPreflight: false,
  })
  app.setErrorHandler(answerError)
  // Before the body: what is wrong with it is of no interest where nothing is.
  app.addHook('preParsing', async (request, reply) => {
    if (!request.is404) return
    const allowed = methods.of(decodeURI(request.url.split('?')[0]!))
    if (allowed.length === 0) throw nothingAt(request)
    reply.header('allow', allowed.join(', '))
    throw new SwathError(
      'method_not_allowed',
      `${request.method} is not for this path; ${allowed.join(', ')} are`,
    )
  })
  app.addHook('onRequest', async ({ url }) => requireUtf8(url))
  tellOfUnknownProxy(app, log)
  app.addHook('onSend', async (request, reply) => {
    label(request, reply)
    const location = reply.getHeader('location')
    if (typeof location === 'string' && location.startsWith('/'))
      reply.header('location', withPrefix(location, path_prefix))
  })
  closeIdleConnections(app)
  lingerBeforeClosing(app, Math.min(request_timeout_ms, 2000))
  return app
}

function answerError(error: FastifyError | SwathError, request: FastifyRequest, reply: FastifyReply) {
  const problem = refuse(error, request, reply)
  return reply.type(problem_type).send(JSON.stringify(problem))
}

/** Sets the status and the headers of a refusal. @returns what its body has to tell */
export function refuse(error: FastifyError | SwathError, request: FastifyRequest, reply: FastifyReply) {
  const known = translate(error, request.routeOptions.bodyLimit)
  const { retry_after_s = known.status === 503 ? soon_s : undefined } = known.extra
  if (retry_after_s !== undefined) reply.header('retry-after', retry_after_s)
  if (known.status >= 500 && !hasLeft(error, reply))
    request.log.error({ err: error, url: request.url }, 'request failed')
  if (known.status === 401) reply.header('www-authenticate', challenge(known, request))
  reply.status(known.status).header('cache-control', 'no-store')
  return problemDocument(known, request.id)
}

/** A client that went away ends the stream of its answer, which then fails: nothing of ours did. */
function hasLeft(error: FastifyError | SwathError, reply: FastifyReply): boolean {
  return error.code === 'ERR_STREAM_PREMATURE_CLOSE' && reply.raw.destroyed
}

/**
 * Says how a caller proves who it is. Basic only to a caller that used it: a browser would ask people for a name and a
 * password.
 */
function challenge({ code }: SwathError, { headers }: FastifyRequest): string {
  if (/^Basic\b/i.test(headers.authorization ?? '')) return 'Basic realm="swath"'
  const is_invalid = code === 'unauthorized' && hasCredential(headers)
  return `Bearer realm="swath"${is_invalid ? ', error="invalid_token"' : ''}`
}

/** Once: all who come through it count as one where addresses do. */
function tellOfUnknownProxy(app: FastifyInstance, log: Log) {
  let is_told = false
  app.addHook('onRequest', async ({ ip, headers, socket }) => {
    if (is_told || headers['x-forwarded-for'] === undefined || ip !== socket.remoteAddress) return
    is_told = true
    log.warn({ address: ip }, 'X-Forwarded-For came from an address that SWATH_TRUSTED_PROXIES does not name')
  })
}

/** Every answer says which one it is, and that its type is what it says. */
function label(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' })
}

/** A compressed body has other bytes than the plain one, so they can share no strong tag. */
async function weakenTag(_request: FastifyRequest, reply: FastifyReply) {
  const etag = reply.getHeader('etag')
  const is_strong = typeof etag === 'string' && etag.startsWith('"')
  if (is_strong && reply.hasHeader('content-encoding')) reply.header('etag', `W/${etag}`)
}

/** Path and query, whatever else a client writes: an address as to a proxy, or the part that is for itself alone. */
function originForm(url: string): string {
  return url.replace(/#.*$/, '').replace(/^https?:\/\/[^/?]*/i, '') || '/'
}

/** The path as clients know it: some proxies take the prefix away, others leave it. */
function withPrefix(url: string, prefix: string): string {
  const [path] = url.split('?')
  return path === prefix || url.startsWith(`${prefix}/`) ? url : prefix + url
}

/** A proxy may take the prefix away; of a prefix that is a path of ours nobody could tell whether it has. */
function refuseOwnPaths(app: FastifyInstance, prefix: string) {
  const firstOf = (path: string) => path.split('/')[1]
  const [first, own] = [firstOf(prefix), new Set<string | undefined>()]
  app.addHook('onRoute', ({ url }) => void own.add(firstOf(url.slice(prefix.length))))
  app.addHook('onReady', async () => {
    if (!own.has(first)) return
    throw new CannotStart(
      `SWATH_PUBLIC_URL: the path ${prefix} begins as paths of Swath itself do, /${first}; choose another, such as /swath`,
    )
  })
}

function nothingAt({ method, url }: FastifyRequest) {
  return new SwathError('not_found', `There is nothing at ${method} ${url.split('?')[0]}`)
}

/**
 * Node closes idle connections together with the server, but neither those that asked nothing yet, as browsers
 * open them, nor those that become idle later; they would hold up the end until they time out.
 */
function closeIdleConnections(app: FastifyInstance) {
  const silent = new Set<Socket>()
  let is_closing = false
  app.server.on('connection', (socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  app.server.on('request', (request) => silent.delete(request.socket))
  app.addHook('preClose', async () => {
    is_closing = true
    for (const socket of silent) socket.destroy()
  })
  app.addHook('onResponse', async () => {
    if (is_closing) setImmediate(() => app.server.closeIdleConnections())
  })
}

/** Nobody keeps a connection for long with half a request, with none at all, or with an answer that is not read. */
function slowClients(request_timeout_ms: number) {
  return {
    requestTimeout: request_timeout_ms,
    connectionTimeout: 10 * request_timeout_ms,
    http: {
      headersTimeout: Math.min(request_timeout_ms, 15_000),
      connectionsCheckingInterval: Math.min(request_timeout_ms / 4, 5_000),
    },
    clientErrorHandler: refuseConnection,
  }
}

/**
 * A client that still sends when its connection is closed loses the answer that says why: its system throws away what
 * it has received. So the connection stays for a moment. Some of what comes is read, for clients that read nothing
 * before they have sent everything; not all, for others would wait for those who pour.
 */
function lingerBeforeClosing(app: FastifyInstance, moment_ms: number) {
  app.server.on('connection', (socket) => {
    socket.destroySoon = () => {
      let to_come = max_forgotten_bytes
      socket.on('data', ({ length }) => {
        to_come -= length
        if (to_come < 0) stopReading(socket)
      })
      socket.end()
      const moment = setTimeout(() => socket.destroy(), moment_ms).unref()
      socket.once('close', () => clearTimeout(moment))
    }
  })
}

/** Node itself resumes a connection whose request it throws away. */
function stopReading(socket: Socket) {
  socket.pause()
  socket.resume = () => socket
}

/** Answers what never became a request. */
function refuseConnection(cause: NodeJS.ErrnoException, socket: Socket) {
  if (socket.writableEnded) return
  const answered = (socket as { _httpMessage?: ServerResponse })._httpMessage?.headersSent
  if (socket.writable && !answered && cause.code !== 'ECONNRESET') {
    const error = brokenRequest(cause)
    const body = JSON.stringify(problemDocument(error, randomUUID()))
    const head = [
      `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
      'Connection: close',
      `Content-Type: ${problem_type}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
    socket.destroySoon()
  } else socket.destroy(cause)
}

function brokenRequest(cause: NodeJS.ErrnoException): SwathError {
  switch (cause.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new SwathError('request_timeout', 'The request did not arrive as a whole in time', { cause })
    case 'HPE_HEADER_OVERFLOW':
      return new SwathError('headers_too_large', 'The headers of a request may have 16 KiB', { cause })
  }
  return new SwathError('invalid_request', 'This is no HTTP request', { cause })
}

/** Says in our words what Fastify itself refuses; an unknown error tells nothing to the outside. */
function translate(error: FastifyError | SwathError, body_limit = max_body_bytes): SwathError {
  if (error instanceof SwathError) return error
  if (isDatabaseUnavailable(error)) {
    return new SwathError('not_ready', 'The database cannot be reached at the moment; try again', {
      cause: error,
    })
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new SwathError('too_large', `The body may have at most ${body_limit} bytes here`)
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new SwathError('unsupported_media_type', 'Send the body as application/json')
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new SwathError('invalid_request', error.message)
  }
  return new SwathError('internal', 'The request could not be completed; it was logged under the request id')
}

/** The body of an answer about an error. */
export function problemDocument(error: SwathError, request_id: string): ProblemDocument {
  return {
    ...error.extra,
    type: `/docs/errors#${error.code}`,
    title: errors[error.code].title,
    status: error.status,
    detail: error.message,
    code: error.code,
    message: error.message,
    description: error.message,
    request_id,
    ...(error.problems.length > 0 ? { errors: [...error.problems] } : {}),
  }
}
