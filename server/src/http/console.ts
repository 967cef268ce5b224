import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import statics from '@fastify/static'
import type { Basemap } from '@swath/contract/basemaps'
import { SwathError } from '@swath/contract/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { basemapFiles, basemapsTold, fileOf, originsOf } from './basemaps.ts'

const built = path.join(import.meta.dirname, '../../../console/dist')

/** The web console at `/console/`: one page, whatever the path, and the files that it names. */
export async function consoleRoutes(
  http: FastifyInstance,
  { path_prefix, basemaps }: { path_prefix: string; basemaps: readonly Basemap[] },
): Promise<void> {
  // Links of people and of STAC clients lead to the same root; only a browser asks it for a page.
  http.addHook('onRequest', async (request, reply) => {
    const is_root = request.url === path_prefix || request.url === `${path_prefix}/`
    if (!is_root || request.method !== 'GET') return
    reply.header('vary', 'Accept')
    if (request.headers.accept?.includes('text/html')) return reply.redirect('/console/', 302)
  })
  const sendIt = (_request: FastifyRequest, reply: FastifyReply) => sendPage(reply, path_prefix, basemaps)
  http.get('/console', sendIt)
  http.get('/console/*', sendIt)
  await serveBasemaps(http, basemaps)
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

/** PMTiles are read in pieces, for which a file has to be one that answers ranges. */
async function serveBasemaps(http: FastifyInstance, basemaps: readonly Basemap[]) {
  const files = basemapFiles(basemaps)
  if (files.length === 0) return
  await http.register(statics, { root: path.parse(built).root, serve: false })
  for (const { at, folder, name } of files)
    http.get(fileOf(at), (_request, reply) => reply.sendFile(name, folder))
}

async function sendPage(reply: FastifyReply, path_prefix: string, basemaps: readonly Basemap[]) {
  const page = await readFile(path.join(built, 'index.html'), 'utf8').catch((cause) => {
    throw new SwathError('not_found', 'The console is not built; npm run build does that', { cause })
  })
  const nonce = randomBytes(16).toString('base64')
  return reply
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': policy(nonce, originsOf(basemaps)),
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    .type('text/html; charset=utf-8')
    .send(
      page
        .replaceAll('%NONCE%', nonce)
        .replaceAll('%PATH_PREFIX%', path_prefix)
        // A function, since a dollar would mean something in a text.
        .replace('%BASEMAPS%', () => basemapsTold(basemaps, path_prefix))
        // The page is the same at every path below.
        .replaceAll('"./assets/', `"${path_prefix}/console/assets/`),
    )
}

/**
 * Nothing from anywhere else but the basemaps of the operator, and no script that is not a file of ours. Styles that scripts
 * add carry the nonce.
 */
function policy(nonce: string, origins: readonly string[]): string {
  const elsewhere = origins.map((origin) => ` ${origin}`).join('')
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    `img-src 'self' blob: data:${elsewhere}`,
    `connect-src 'self'${elsewhere}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
