import type { AuditResult } from '@swath/contract/audit-results'
import { SwathError } from '@swath/contract/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../access/actor.ts'
import type { Caller, SignedIn } from '../access/auth.ts'
import { clientAddress } from '../access/client-address.ts'
import { storablePart } from '../lib/storable.ts'
import type { AnyEndpoint } from './endpoint.ts'

/** An entry of the audit, as far as the request tells it. */
export interface AuditedRequest {
  actor: Actor
  operation: string
  subject: string | null
  ids: Record<string, string>
  fields: string[]
  reason: string | null
  result: AuditResult
  status: number
  code: string | null
  request_id: string
  address: string
  agent: string
}

/** The audit feature, which keeps entries. */
export interface AuditTrail {
  record(entry: AuditedRequest): Promise<void>
  /** Work, and the entry that tells how it ended: in one transaction, so that there is never one without the other. */
  recordWith<T>(work: () => Promise<T>, entryOf: (result: T) => AuditedRequest): Promise<T>
  /** An act of somebody whom a service found out while it answered: in the transaction that is open. */
  recordAct(request: FastifyRequest, actor: Actor, ids?: Record<string, string>): Promise<void>
}

declare module 'fastify' {
  interface FastifyContextConfig {
    endpoint?: AnyEndpoint
  }
}

/** Reads with these scopes are recorded as well: they show what a customer pays, or who may what. */
const recorded_reads = new Set<string>([
  ...['money', 'administer'],
  ...['ops:money', 'ops:people', 'ops:audit', 'ops:setup'],
])

/**
 * The one list of what is audited; of whoever looks as a customer sees it, everything. Nobody is known who asks for
 * what is public, until a service finds out who it is and records it (`actEntry`).
 */
export function auditedAs(endpoint: AnyEndpoint, actor?: Actor) {
  const { access, scope = 'any', shows_secret } = endpoint
  if (access === 'public' && !actor?.view) return undefined
  if (isChange(endpoint)) return 'change'
  if (actor?.view) return 'read'
  return shows_secret || recorded_reads.has(scope) ? 'read' : undefined
}

export const isChange = ({ method, is_safe }: AnyEndpoint) => method !== 'GET' && !is_safe

/** Whether its change is one transaction, which the entry shares. Others tell beforehand that they begin. */
export const isOneTransaction = ({ waits_for_others, in_slices }: AnyEndpoint) =>
  !waits_for_others && !in_slices

export interface Asked {
  endpoint: AnyEndpoint
  actor: Actor
  request: FastifyRequest
  reply: FastifyReply
}

export function actorOf({ access }: AnyEndpoint, caller: Caller | SignedIn): Actor {
  return access === 'person' ? { person_id: (caller as SignedIn).person_id } : (caller as Caller)
}

/** Does what the endpoint does, and records it. An error is not recorded here, unless what it tells was stored. */
export async function handleAudited(
  trail: AuditTrail,
  endpoint: AnyEndpoint,
  input: Parameters<AnyEndpoint['handle']>[0],
): Promise<unknown> {
  const { caller, request, reply } = input
  const asked = { endpoint, actor: actorOf(endpoint, caller!), request, reply }
  const handle = async () => endpoint.handle(input)
  if (!isOneTransaction(endpoint)) {
    await trail.record(entryOf(asked, { result: 'begun', status: 0 }))
    const result = await handle()
    await trail.record(doneEntry(asked, result))
    return result
  }
  const ended = await trail.recordWith(
    () => settled(handle, reply),
    (one) => ('error' in one ? refusedEntry(asked, one.error) : doneEntry(asked, one.result)),
  )
  if ('error' in ended) throw ended.error
  return ended.result
}

/** An error that is settled undoes nothing. */
async function settled(
  handle: () => Promise<unknown>,
  reply: FastifyReply,
): Promise<{ result: unknown } | { error: SwathError }> {
  try {
    const result = await handle()
    if (reply.sent) throw new Error('The answer was sent before the change was committed: set its code alone')
    return { result }
  } catch (error) {
    if (error instanceof SwathError && error.is_settled) return { error }
    throw error
  }
}

export function repeatedEntry(asked: Asked, status: number): AuditedRequest {
  return entryOf(asked, { result: 'repeated', status })
}

export function doneEntry(asked: Asked, result: unknown): AuditedRequest {
  const { reply } = asked
  const location = reply.getHeader('location')
  const made = typeof location === 'string' ? decodeURIComponent(location.split('/').at(-1)!) : undefined
  const word = isDryRun(asked) ? 'planned' : 'done'
  return entryOf(asked, { result: word, status: reply.statusCode, made, ids: idsIn(result, reply) })
}

/** A dry run is asked for in the address or in the body. */
function isDryRun({ request: { query, body } }: Asked): boolean {
  return Object(query).dry_run === 'true' || Object(body).dry_run === true
}

/** An act of somebody whom no token had named: a service has found out who it is while the request was answered. */
export function actEntry(
  request: FastifyRequest,
  actor: Actor,
  ids: Record<string, string> = {},
): AuditedRequest {
  const endpoint = request.routeOptions.config.endpoint!
  const status = Number(Object.keys(endpoint.answers)[0])
  return entryOf({ endpoint, actor, request }, { result: 'done', status, ids })
}

/** Nothing was changed. */
export function refusedEntry(asked: Asked, error: unknown): AuditedRequest {
  const { code, status } = error instanceof SwathError ? error : { code: 'internal', status: 500 }
  return entryOf(asked, { result: status < 500 ? 'refused' : 'failed', status, code })
}

interface Outcome extends Pick<AuditedRequest, 'result' | 'status'> {
  code?: string
  made?: string | undefined
  ids?: Record<string, string>
}

function entryOf({ endpoint, actor, request }: Omit<Asked, 'reply'>, outcome: Outcome): AuditedRequest {
  const { result, status, code = null, made, ids = {} } = outcome
  const params = storableValues(request.params as Record<string, string>)
  return {
    actor,
    operation: endpoint.operation,
    subject: made ?? Object.values(params).at(-1) ?? Object.values(ids)[0] ?? null,
    ids: { ...ids, ...params },
    fields: namesIn(request.body),
    reason: endpoint.gives_reason ? keptPart(String(Object(request.body).reason ?? ''), 500) : null,
    ...{ result, status, code },
    request_id: request.id,
    address: clientAddress(request),
    agent: (request.headers['user-agent'] ?? '').slice(0, 200),
  }
}

/** Nobody has looked yet whether a database can keep what is refused. It is signed as it is kept. */
const keptPart = (text: string, length: number) => storablePart(text.slice(0, length))

const storableValues = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, storablePart(value)]))

/** A body may name as much as it likes. */
const [most_names, longest_name] = [50, 60]

function namesIn(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || Buffer.isBuffer(body)) return []
  return Object.keys(body)
    .slice(0, most_names)
    .map((name) => keptPart(name, longest_name))
}

/** The ids of what was made or changed. */
function idsIn(result: unknown, reply: FastifyReply): Record<string, string> {
  const told = typeof result === 'string' && result.startsWith('{') ? JSON.parse(result) : result
  if (typeof told !== 'object' || told === null || told === reply) return {}
  const ids = Object.entries(told).filter(([name, value]) => name.endsWith('_id') && isId(value))
  return Object.fromEntries(ids.map(([name, value]) => [name, String(value)]))
}

const isId = (value: unknown) => typeof value === 'string' || typeof value === 'number'
