import type { AuditRole } from '@swath/contract/permissions'
import type { Actor } from '../access/actor.ts'
import type { Transaction } from '../database/db.ts'
import { findCredential, findMemberships } from './store.ts'

/** Whose entry it is, and who sees it: the customers of contracts, each in its own audit, or the provider alone. */
interface Acting {
  client_id: string
  person_id: string | null
  name: string
  seen_by: { contract_id: string | null; role: AuditRole }[]
}

/** @param ids what the request is about: what was done to a credential is seen by its customer, whoever did it */
export function findActing(tx: Transaction, actor: Actor, ids: Record<string, string>): Promise<Acting> {
  if (actor.client_id !== undefined) return ofCredential(tx, { ...actor, client_id: actor.client_id }, ids)
  if (actor.person_id !== undefined) return ofPerson(tx, actor.person_id)
  const seen_by = [{ contract_id: actor.contract_id ?? null, role: 'unknown' as const }]
  return Promise.resolve({ client_id: '', person_id: null, name: '', seen_by })
}

async function ofCredential(
  tx: Transaction,
  actor: Actor & { client_id: string },
  ids: Record<string, string>,
): Promise<Acting> {
  const { client_id, view } = actor
  const { name, person_id, of_actor, of_subject } = await findCredential(tx, client_id, ids.client_id ?? '')
  // Somebody may have said anything to be their credential.
  if (actor.role === undefined && name === null) return findActing(tx, {}, ids)
  const role: AuditRole = view ? 'operator' : (actor.role ?? (of_actor.length > 0 ? 'customer' : 'unknown'))
  const acts_on_others = actor.role !== undefined && role !== 'customer'
  const named = (view ?? actor).contract_id || (acts_on_others && ids.contract_id)
  const of_contracts = acts_on_others ? of_subject : of_actor
  const contract_ids = named ? [named] : of_contracts.length > 0 ? of_contracts : [null]
  const seen_by = contract_ids.map((contract_id) => ({ contract_id, role }))
  return { client_id, person_id, name: name ?? '', seen_by }
}

/** An act of somebody for their own account is seen by the customers for whom they act. */
async function ofPerson(tx: Transaction, person_id: string): Promise<Acting> {
  const memberships = await findMemberships(tx, person_id)
  const contract_ids = new Set(memberships.flatMap((one) => one.contract_ids))
  const ofCustomer = (contract_id: string) => ({ contract_id, role: 'customer' as const })
  const seen_by: Acting['seen_by'] = Array.from(contract_ids, ofCustomer)
  const is_staff = memberships.some(({ role }) => role === 'operator')
  if (is_staff || seen_by.length === 0) {
    seen_by.push({ contract_id: null, role: is_staff ? 'operator' : 'unknown' })
  }
  return { client_id: person_id, person_id, name: memberships[0]?.name ?? '', seen_by }
}
