import { randomBytes } from 'node:crypto'
import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AnyEndpoint } from './endpoint.ts'
import { type OpenApi, openApiDocument } from './openapi.ts'

const openapi_type = 'application/vnd.oai.openapi+json'
/** The page wants a nonce here; each answer gets one of its own. */
const nonce_mark = '%NONCE%'

/**
 * `/openapi.json`, and `/docs`, where people read it and try it out.
 * @returns what gives the document
 */
export async function documentationRoutes(
  http: FastifyInstance,
  endpoints: readonly AnyEndpoint[],
  path_prefix: string,
): Promise<() => OpenApi> {
  let made: OpenApi | undefined
  const document = () => {
    made ??= openApiDocument(endpoints, path_prefix)
    return made
  }
  // It takes a third of a second: no request waits for it, and no process makes it that answers none.
  http.addHook('onListen', async () => void document())
  let body: string | undefined
  http.get('/openapi.json', (request, reply) => {
    // Browsers show JSON and save what they do not know; STAC clients compare with the type of the link to it.
    const is_asked = request.headers.accept?.includes(openapi_type)
    body ??= JSON.stringify(document())
    return reply.type(is_asked ? `${openapi_type};version=3.1` : 'application/json').send(body)
  })
  await http.register(async (docs) => {
    docs.addHook('onSend', securePage)
    await docs.register(scalar, {
      routePrefix: '/docs',
      configuration: {
        content: document,
        title: 'Swath API',
        nonce: nonce_mark,
        withDefaultFonts: false,
        telemetry: false,
      },
    })
  })
  return document
}

/** People paste tokens there: it runs no script but its own, talks to nobody but this server, and is in no frame. */
async function securePage(_request: FastifyRequest, reply: FastifyReply, page: unknown) {
  if (typeof page !== 'string' || !String(reply.getHeader('content-type')).startsWith('text/html'))
    return page
  const nonce = randomBytes(16).toString('base64')
  reply.headers({
    'cache-control': 'no-store',
    'content-security-policy': policy(nonce),
    'referrer-policy': 'same-origin',
  })
  return page.replaceAll(nonce_mark, nonce)
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // It sets styles of single elements in its markup.
    "style-src 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' blob: data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
