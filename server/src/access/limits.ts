import rateLimit from '@fastify/rate-limit'
import { SwathError } from '@swath/contract/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { clientAddress } from './client-address.ts'

declare module 'fastify' {
  interface FastifyRequest {
    client_id: string
  }
}

/** Counts a request of a credential and tells in the headers how many are left; too many are refused. */
export type Limit = (client_id: string, request: FastifyRequest, reply: FastifyReply) => Promise<void>

export interface RequestLimits {
  per_minute: number
  per_minute_and_address: number
}

/**
 * Requests per credential and minute, counted in each process. The headers are those of the IETF draft
 * "RateLimit header fields for HTTP", and Retry-After with a refusal.
 */
export async function openLimits(
  http: FastifyInstance,
  { per_minute, per_minute_and_address }: RequestLimits,
): Promise<Limit> {
  http.decorateRequest('client_id', '')
  await http.register(rateLimit, { global: false, cache: 50_000 })
  limitAddresses(http, per_minute_and_address)
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
    throw new SwathError(
      'too_many_requests',
      `At most ${per_minute} requests a minute; go on in ${seconds} s`,
      { extra: { retry_after_s: seconds } },
    )
  }
}

/** A monitor of the server, at the address from which others come, is always answered. */
const watched = new Set(['/healthz', '/readyz'])

/** Requests from an address and minute, whosoever they are: refused before their credential or body is looked at. */
function limitAddresses(http: FastifyInstance, per_minute: number) {
  const count = http.createRateLimit({
    max: per_minute,
    timeWindow: 60_000,
    keyGenerator: clientAddress,
  })
  http.addHook('onRequest', async (request) => {
    if (watched.has(request.routeOptions.url ?? '')) return
    const state = await count(request)
    if (state.isAllowed || !state.isExceeded) return
    throw new SwathError(
      'too_many_from_address',
      `At most ${per_minute} requests a minute come from one address; go on in ${state.ttlInSeconds} s`,
      { extra: { retry_after_s: state.ttlInSeconds } },
    )
  })
}
