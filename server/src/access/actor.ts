import type { Role } from '@swath/contract/permissions'
import type { FastifyRequest } from 'fastify'

export interface View {
  view_id: string
  contract_id: string
}

/**
 * Whoever acts, for the audit: a credential, or somebody who has signed in for their own account. With neither it is
 * whoever has a link, of which only the contract is known, or nobody whom anybody knows.
 */
export interface Actor {
  client_id?: string
  person_id?: string
  role?: Role
  contract_id?: string
  view?: View
}

const supposed = new WeakMap<FastifyRequest, Actor>()

/** The request says to be of somebody, and has not proved it yet: if it fails to, the audit tells who was tried. */
export function suppose(request: FastifyRequest, actor: Actor) {
  supposed.set(request, actor)
}

export const supposedActor = (request: FastifyRequest): Actor | undefined => supposed.get(request)
