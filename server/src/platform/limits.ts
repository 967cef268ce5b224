import rateLimit from '@fastify/rate-limit'
import { SwathError } from '@swath/contract/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    client_id: string
  }
}

/** Counts a request of a credential and tells in the headers how many are left; too many are refused. */
export type Limit = (client_id: string, request: FastifyRequest, reply: FastifyReply) => Promise<void>

/**
 * Requests per credential and minute, counted in each process. The headers are those of the IETF draft
 * "RateLimit header fields for HTTP", and Retry-After with a refusal.
 */
export async function openLimits(http: FastifyInstance, per_minute: number): Promise<Limit> {
  http.decorateRequest('client_id', '')
  await http.register(rateLimit, { global: false })
  const count = http.createRateLimit({
    max: per_minute,
    timeWindow: 60_000,
    keyGenerator: (request) => request.client_id,
  })
  return async (client_id, request, reply) => {
    request.client_id = client_id
    const state = await count(request)
    if (state.isAllowed) return
    const seconds = state.ttlInSeconds
    reply.header('ratelimit-policy', `"credential";q=${per_minute};w=60`)
    reply.header('ratelimit', `"credential";r=${state.remaining};t=${seconds}`)
    if (!state.isExceeded) return
    reply.header('retry-after', String(seconds))
    throw new SwathError(
      'too_many_requests',
      `At most ${per_minute} requests a minute; go on in ${seconds} s`,
    )
  }
}
