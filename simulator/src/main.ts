import path from 'node:path'
import send from '@fastify/send'
import fastify from 'fastify'
import { openPast } from './archive/open.ts'
import { readConfig } from './config.ts'
import { Engine } from './engine.ts'
import { Production } from './production.ts'
import { isScenario, scenarios } from './scenarios.ts'
import { Inquiry, Question, Task } from './task.ts'
import { closeThreads } from './threads.ts'

// A parent that started this process with an IPC channel (scripts/stack.ts) has died: nobody else would stop it.
process.once('disconnect', () => process.exit(1))
process.channel?.unref()

const set = readConfig(process.env)
const data_dir = path.resolve(set.SIMULATOR_DATA_DIR)
const engine = await Engine.open({
  data_dir,
  public_url: `http://${set.SIMULATOR_HOST}:${set.SIMULATOR_PORT}`,
  swath: {
    url: set.SIMULATOR_SWATH_URL.replace(/\/$/, ''),
    client_id: set.SIMULATOR_CLIENT_ID,
    client_secret: set.SIMULATOR_CLIENT_SECRET,
  },
  speed: set.SIMULATOR_SPEED,
  seed: set.SIMULATOR_SEED,
  gsd_m: set.SIMULATOR_GSD_M,
})
const http = fastify({ bodyLimit: 16 * 1024 * 1024 })

http.get('/healthz', async () => ({ status: 'ok' }))

http.post('/assessments', async (request) => engine.assess(Question.parse(request.body)))

http.post('/opportunities', async (request) => engine.opportunities(Inquiry.parse(request.body)))

http.put('/captures/:capture_id', async (request, reply) => {
  await engine.task(Task.parse(request.body))
  return reply.code(202).send()
})

http.put('/products/:capture_id', async (request, reply) => {
  await engine.produce(Production.parse(request.body))
  return reply.code(202).send()
})

http.delete<{ Params: { capture_id: string } }>('/captures/:capture_id', async (request, reply) => {
  await engine.cancel(request.params.capture_id)
  return reply.code(204).send()
})

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
    url: set.SIMULATOR_SWATH_URL.replace(/\/$/, ''),
    client_id: set.SIMULATOR_ARCHIVE_CLIENT_ID,
    client_secret: set.SIMULATOR_ARCHIVE_CLIENT_SECRET,
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
