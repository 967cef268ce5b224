import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import statics from '@fastify/static'
import { SwathError } from '@swath/contract/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const built = path.join(import.meta.dirname, '../../../console/dist')

/** The web console at `/console/`: one page, whatever the path, and the files that it names. */
export async function consoleRoutes(http: FastifyInstance, path_prefix: string): Promise<void> {
  // Links of people and of STAC clients lead to the same root; only a browser asks it for a page.
  http.addHook('onRequest', async (request, reply) => {
    const is_root = request.url === path_prefix || request.url === `${path_prefix}/`
    if (!is_root || request.method !== 'GET') return
    reply.header('vary', 'Accept')
    if (request.headers.accept?.includes('text/html')) return reply.redirect('/console/', 302)
  })
  const sendIt = (_request: FastifyRequest, reply: FastifyReply) => sendPage(reply, path_prefix)
  http.get('/console', sendIt)
  http.get('/console/*', sendIt)
  if (existsSync(built)) {
    await http.register(statics, {
      root: path.join(built, 'assets'),
      prefix: '/console/assets/',
      decorateReply: false,
      index: false,
      preCompressed: true,
      // Their names change with what is in them.
      immutable: true,
      maxAge: '1y',
      setHeaders: (reply) => void reply.header('x-content-type-options', 'nosniff'),
    })
  }
}

async function sendPage(reply: FastifyReply, path_prefix: string) {
  const page = await readFile(path.join(built, 'index.html'), 'utf8').catch((cause) => {
    throw new SwathError('not_found', 'The console is not built; npm run build does that', { cause })
  })
  const nonce = randomBytes(16).toString('base64')
  return reply
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': policy(nonce),
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    .type('text/html; charset=utf-8')
    .send(
      page
        .replaceAll('%NONCE%', nonce)
        .replaceAll('%PATH_PREFIX%', path_prefix)
        // The page is the same at every path below.
        .replaceAll('"./assets/', `"${path_prefix}/console/assets/`),
    )
}

/** Nothing from anywhere else, and no script that is not a file of ours. Styles that scripts add carry the nonce. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' blob: data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
