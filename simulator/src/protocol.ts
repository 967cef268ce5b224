// The simulator as a provider: the requests of Swath, signed, to its engine.
import {
  Nonces,
  protocol_version,
  SignatureError,
  verifyRequest,
} from '@swath/contract/provider-protocol/signature'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { capabilities } from './capabilities.ts'
import type { Engine } from './engine.ts'
import { Production } from './production.ts'
import { tellAssessment, tellOpportunities } from './speech.ts'
import { Inquiry, PassToKeep, Question, Task } from './task.ts'

/** Everything that it is asked by the protocol has to be signed; what else the simulator does is its own. */
export function speakProtocol(http: FastifyInstance, engine: Engine, secret: string) {
  const nonces = new Nonces()
  const bodies = new WeakMap<FastifyRequest, Buffer>()
  http.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      bodies.set(request, body)
      return JSON.parse(body.toString('utf8'))
    },
  )
  http.addHook('preHandler', async (request, reply) => {
    reply.header('swath-protocol', protocol_version)
    const { method, url: target, headers } = request
    await verifyRequest(
      { method, target, headers, body: bodies.get(request) ?? '' },
      {
        direction: 'swath-to-provider',
        secretsOf: async () => (secret === '' ? [] : [secret]),
        isNew: (keyid, nonce) => nonces.isNew(keyid, nonce),
      },
    )
  })
  http.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const problem = error instanceof SignatureError ? error.problem : undefined
    const status = problem ? 401 : error.name === 'ZodError' ? 400 : (error.statusCode ?? 500)
    return reply.code(status).send({ message: error.message, ...(problem && { problem }) })
  })
  addRequests(http, engine)
}

function addRequests(http: FastifyInstance, engine: Engine) {
  http.get('/capabilities', async () => capabilities)

  http.post('/assessments', async (request) => tellAssessment(engine.assess(Question.parse(request.body))))

  http.post('/opportunities', async (request) => {
    const inquiry = Inquiry.parse(request.body)
    return tellOpportunities(engine.opportunities(inquiry), inquiry.limits)
  })

  http.put('/reservations/:reservation_id', async (request) => engine.reserve(PassToKeep.parse(request.body)))

  http.post<{ Params: { reservation_id: string } }>(
    '/reservations/:reservation_id/release',
    async (request) => {
      await engine.release(request.params.reservation_id)
      return {}
    },
  )

  http.put('/captures/:capture_id', async (request, reply) => {
    await engine.task(Task.parse(request.body))
    return reply.code(202).send({})
  })

  http.put('/products/:capture_id', async (request, reply) => {
    await engine.produce(Production.parse(request.body))
    return reply.code(202).send({})
  })

  http.post<{ Params: { capture_id: string } }>('/captures/:capture_id/cancellation', async (request) => {
    await engine.cancel(request.params.capture_id)
    return { outcome: 'canceled' }
  })
}
