import type { FastifyReply } from 'fastify'
import type { AnyEndpoint } from './endpoint.ts'

type Handle = AnyEndpoint['handle']

/** What sends events and files out of a contract. */
const tags = ['Webhooks', 'Destinations', 'Digests']

/** What changes the house itself, and not an order, whose events tell. Credentials tell more: accounts/register.ts. */
export function isAudited({ method, is_safe, access, tag, operation }: AnyEndpoint): boolean {
  if (method === 'GET' || is_safe || operation.endsWith('Credential')) return false
  return access === 'operator' || tags.includes(tag)
}

/**
 * One line of the log for each that was done: who did what to which, and what the body named. Its values may be secrets,
 * so they are left out.
 */
export function audited({ operation, handle }: AnyEndpoint): Handle {
  return async (input) => {
    const result = await handle(input)
    const { client_id, contract_id } = input.caller as unknown as { client_id: string; contract_id: string }
    const ids = { ...(contract_id && { contract_id }), ...input.params, ...idsOf(result, input.reply) }
    const { body } = input.request
    const named = Array.isArray(body) ? [] : Object.keys(body ?? {})
    input.request.log.info(
      { audit: operation, actor: client_id, ...ids, named },
      'something was set up or changed',
    )
    return result
  }
}

/** Of what was made. */
function idsOf(result: unknown, reply: FastifyReply): object {
  if (typeof result !== 'object' || result === null || result === reply) return {}
  return Object.fromEntries(
    Object.entries(result).filter(([name, value]) => name.endsWith('_id') && typeof value === 'string'),
  )
}
