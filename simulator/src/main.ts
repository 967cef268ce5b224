import path from 'node:path'
import send from '@fastify/send'
import fastify from 'fastify'
import { openPast } from './archive/open.ts'
import { readConfig } from './config.ts'
import { Engine } from './engine.ts'
import { signatureProof, tokenProof } from './proofs.ts'
import { speakProtocol } from './protocol.ts'
import { isScenario, scenarios } from './scenarios.ts'
import { closeThreads } from './threads.ts'

// A parent that started this process with an IPC channel (scripts/stack.ts) has died: nobody else would stop it.
process.once('disconnect', () => process.exit(1))
process.channel?.unref()

const set = readConfig(process.env)
const swath_url = set.SIMULATOR_SWATH_URL.replace(/\/$/, '')
const data_dir = path.resolve(set.SIMULATOR_DATA_DIR)
const engine = await Engine.open({
  data_dir,
  public_url: `http://${set.SIMULATOR_HOST}:${set.SIMULATOR_PORT}`,
  swath: { url: swath_url, proof: signatureProof(set.SIMULATOR_SECRET) },
  speed: set.SIMULATOR_SPEED,
  seed: set.SIMULATOR_SEED,
  gsd_m: set.SIMULATOR_GSD_M,
})
// Connections over which nothing is asked do not hold up the end.
const http = fastify({ bodyLimit: 16 * 1024 * 1024, forceCloseConnections: true })

http.get('/healthz', async () => ({ status: 'ok' }))

http.register(async (plugin) => speakProtocol(plugin, engine, set.SIMULATOR_SECRET))

http.get('/scenarios', async () => scenarios)

http.put<{ Body: { scenario: string | null } }>('/scenario', async (request, reply) => {
  const { scenario } = request.body
  if (scenario !== null && !isScenario(scenario)) {
    return reply.code(400).send({ message: `There is no scenario ${scenario}; GET /scenarios lists them` })
  }
  engine.default_scenario = scenario ?? undefined
  return reply.code(204).send()
})

http.get<{ Params: { '*': string } }>('/products/*', async (request, reply) => {
  const root = path.join(data_dir, 'products')
  const { statusCode, headers, stream } = await send(request.raw, `/${request.params['*']}`, { root })
  return reply.code(statusCode).headers(headers).send(stream)
})

openPast(http, {
  data_dir,
  public_url: `http://${set.SIMULATOR_HOST}:${set.SIMULATOR_PORT}`,
  seed: set.SIMULATOR_SEED,
  gsd_m: set.SIMULATOR_GSD_M,
  items: set.SIMULATOR_ARCHIVE_ITEMS,
  swath: {
    url: swath_url,
    proof: tokenProof(swath_url, {
      client_id: set.SIMULATOR_ARCHIVE_CLIENT_ID,
      client_secret: set.SIMULATOR_ARCHIVE_CLIENT_SECRET,
    }),
  },
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await http.close()
    await engine.close()
    await closeThreads()
  })
}
await http.listen({ host: set.SIMULATOR_HOST, port: set.SIMULATOR_PORT })
