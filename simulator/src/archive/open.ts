/** The past of the sandbox: items that were there before anybody ordered, and their pictures. */
import path from 'node:path'
import send from '@fastify/send'
import type { FastifyInstance } from 'fastify'
import { Reporter, type SwathAddress } from '../reporter.ts'
import { Pictures } from './pictures.ts'
import { seedArchive } from './seeding.ts'

export interface PastOptions {
  data_dir: string
  public_url: string
  seed: string
  gsd_m: number
  /** The number of items to bring, about; none of them: 0. */
  items: number
  /** Swath, as an operator. */
  swath: SwathAddress
}

/** Serves pictures, and brings the items in the background. */
export function openPast(http: FastifyInstance, options: PastOptions): void {
  const { data_dir, seed, gsd_m } = options
  const folder = path.join(data_dir, 'archive')
  const pictures = new Pictures({ folder, seed, world_seed: worldSeed(seed), pixel_size_m: gsd_m })
  http.get<{ Params: { '*': string } }>('/archive/*', async (request, reply) => {
    const name = request.params['*']
    if (!(await pictures.provide(name))) return reply.code(404).send({ message: `There is no ${name}` })
    const { statusCode, headers, stream } = await send(request.raw, `/${name}`, { root: folder })
    return reply.code(statusCode).headers(headers).send(stream)
  })
  if (options.items > 0) bring(http, options)
}

function bring(
  http: FastifyInstance,
  { data_dir, seed, gsd_m, items, public_url, swath }: PastOptions,
): void {
  const stopped = new AbortController()
  http.addHook('onClose', () => stopped.abort())
  const reporter = new Reporter(swath, stopped.signal)
  const seeding = { seed, items, folder: data_dir, public_url, pixel_size_m: gsd_m }
  seedArchive(seeding, Date.now(), (to, body) => reporter.send(to, body)).catch((error) => {
    if (!stopped.signal.aborted) console.error('The archive could not be brought:', error)
  })
}

/** As the engine makes it: both show the same Earth. */
function worldSeed(seed: string): number {
  return [...seed].reduce((sum, character) => (sum * 31 + character.codePointAt(0)!) % 2_147_483_647, 7)
}
