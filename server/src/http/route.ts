import { Readable } from 'node:stream'
import { SwathError } from '@swath/contract/errors'
import type { CredentialScope, Role, ScopeOf } from '@swath/contract/permissions'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { z } from 'zod'
import { type Actor, supposedActor } from '../access/actor.ts'
import { type Caller, hasCredential, type Identifiers, identify, type SignedIn } from '../access/auth.ts'
import type { Limit } from '../access/limits.ts'
import type { AnswerCache } from '../answers/cache.ts'
import { Representation, sendTagged } from '../answers/etag.ts'
import { type Answer, type KeptAnswers, unsliced } from '../answers/idempotency.ts'
import { findUnstorableText } from '../lib/storable.ts'
import { isDatabaseUnavailable } from '../platform/database-unavailable.ts'
import type { Shapes } from '../threads/shapes.ts'
import { Unjudged } from './areas.ts'
import {
  type Asked,
  type AuditTrail,
  actorOf,
  auditedAs,
  doneEntry,
  handleAudited,
  isChange,
  isOneTransaction,
  refusedEntry,
  repeatedEntry,
} from './audit.ts'
import type { Access, AnyEndpoint, Endpoint, Shape } from './endpoint.ts'
import { problem_type, problemDocument } from './http.ts'
import { answerOAuthError, takeForms } from './oauth.ts'
import { Refusal } from './parameter.ts'
import { turnForBody } from './turns.ts'
import { parameterProblem, readBody, requestProblem, requireStorable } from './validation.ts'

/** The largest body with an area: 20,000 positions, however they are indented. */
export const area_mib = 4

/** Every endpoint that is not public says which scope it needs, of those that its callers can have. */
type Scoped<By extends Access> = By extends Role ? { scope: ScopeOf<By> | 'any' } : unknown

/** In bytes. */
export function bodyLimit({ body_mib, judges_each }: AnyEndpoint): number {
  return (body_mib ?? (judges_each ? area_mib : 1)) * 2 ** 20
}

/** A request, and who makes it as soon as that is proved. */
type Approach = Omit<Asked, 'actor'> & { actor?: Actor }

interface Room {
  answers: KeptAnswers
  limit: Limit
  trail: AuditTrail
  cache: AnswerCache
  shapes: Shapes
}

/** Registers endpoints and remembers them for the OpenAPI document. */
export class Routes {
  readonly endpoints: AnyEndpoint[] = []
  #app: FastifyInstance
  #identifiers: Identifiers
  #answers: KeptAnswers
  #limit: Limit
  #trail: AuditTrail
  #cache: AnswerCache
  readonly shapes: Shapes

  constructor(
    app: FastifyInstance,
    identifiers: Identifiers,
    { answers, limit, trail, cache, shapes }: Room,
  ) {
    this.#app = app
    this.#identifiers = identifiers
    this.#answers = answers
    this.#limit = limit
    this.#trail = trail
    this.#cache = cache
    this.shapes = shapes
  }

  add<A extends Access, P extends Shape, Q extends Shape, B extends z.ZodType, Prepared>(
    endpoint: Endpoint<A, P, Q, B, Prepared> & Scoped<A>,
  ) {
    // The cast forgets the types of one endpoint; the handler gets what its own schemas have read.
    const given = endpoint as unknown as AnyEndpoint
    const handle: AnyEndpoint['handle'] = (input) => handleAudited(this.#trail, given, input)
    const any = auditedAs(given) === 'change' ? { ...given, handle } : given
    this.endpoints.push(any)
    const route: RouteOptions = {
      method: any.method,
      url: any.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      bodyLimit: bodyLimit(any),
      config: { endpoint: any },
      handler: (request, reply) => this.#handle(any, request, reply),
    }
    if (any.ignores_body) this.#app.register(async (app) => ignoreBodies(app).route(route))
    else if (any.takes_file) this.#app.register(async (app) => takeFiles(app).route(route))
    else if (any.is_oauth) {
      this.#app.register(async (app) => takeForms(app).route({ ...route, errorHandler: answerOAuthError }))
    } else this.#app.route(route)
  }

  async #handle(endpoint: AnyEndpoint, request: FastifyRequest, reply: FastifyReply) {
    // An answer that may be kept elsewhere says so itself.
    reply.header('cache-control', 'no-store')
    const asked: Approach = { endpoint, request, reply }
    try {
      return await this.#admit(asked)
    } catch (error) {
      await this.#recordRefusal(asked, error)
      throw error
    }
  }

  async #admit(asked: Approach) {
    const { endpoint, request, reply } = asked
    if (endpoint.access === 'person') return this.#handleOfPerson(asked)
    const caller = await this.#identify(endpoint, request)
    if (caller) {
      await this.#limit(caller.client_id, request, reply)
      asked.actor = caller
      requirePermission(endpoint, caller)
    }
    return this.#answer(endpoint, caller, request, reply)
  }

  async #answer(
    endpoint: AnyEndpoint,
    caller: Caller | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ) {
    if (endpoint.is_kept && caller) return this.#handleKept(endpoint, caller, request, reply)
    await turnForBody(bytesOf(request))
    const judged = await this.#judged(readInput(endpoint, caller, request, reply))
    const key = request.headers['idempotency-key']
    if (endpoint.method === 'POST' && !endpoint.is_safe && caller && key !== undefined) {
      return this.#handleOnce(endpoint, judged, caller, String(key))
    }
    const result = await endpoint.handle(await prepared(endpoint, judged))
    if (caller) await this.#recordRead({ endpoint, actor: caller, request, reply }, result)
    if (result instanceof Readable || Buffer.isBuffer(result)) return result
    // An answer that the handler sends itself counts as sent only when all of it is; a client that went away never
    // lets it be.
    if (reply.sent || reply.raw.destroyed) return reply
    if (result instanceof Representation) return sendTagged(request, reply, result)
    if (result === undefined) return reply.send()
    const body = typeof result === 'string' ? result : JSON.stringify(result)
    const is_read = endpoint.method === 'GET' && caller !== undefined
    return is_read ? sendTagged(request, reply, body) : reply.type('application/json').send(body)
  }

  async #handleOfPerson(asked: Approach) {
    const { endpoint, request, reply } = asked
    const person = await this.#identifiers.sessions.find(request)
    if (!person) throw new SwathError('unauthorized', 'Nobody has signed in here, or the session has ended')
    await this.#limit(person.person_id, request, reply)
    asked.actor = actorOf(endpoint, person)
    const result = await endpoint.handle(readInput(endpoint, person, request, reply))
    if (result === undefined || reply.sent) return reply.sent ? reply : reply.send()
    return reply.type('application/json').send(JSON.stringify(result))
  }

  async #handleKept(endpoint: AnyEndpoint, caller: Caller, request: FastifyRequest, reply: FastifyReply) {
    const more = typeof endpoint.is_kept === 'function' ? endpoint.is_kept() : ''
    const key = `${caller.contract_id} ${more} ${request.url}`
    const make = async () => {
      const input = await this.#judged(readInput(endpoint, caller, request, reply))
      return (await endpoint.handle(input)) as Representation
    }
    const known = request.headers['if-none-match']
    const answer = await this.#cache.answer(key, known, make)
    await this.#recordRead({ endpoint, actor: caller, request, reply }, undefined)
    return sendTagged(request, reply, answer)
  }

  /** Before it is sent. */
  async #recordRead(asked: Asked, result: unknown) {
    if (auditedAs(asked.endpoint, asked.actor) === 'read') await this.#trail.record(doneEntry(asked, result))
  }

  /** Nothing was changed or read, even if that fails too. */
  async #recordRefusal({ actor, ...asked }: Approach, error: unknown) {
    const whose = actor ?? supposedActor(asked.request)
    if (!whose || !(actor ? isRecorded(asked.endpoint, actor, error) : wasLookedAt(error))) return
    await this.#trail.record(refusedEntry({ ...asked, actor: whose }, error)).catch((err) => {
      // The log has told already that the database is away.
      if (isDatabaseUnavailable(err)) return
      asked.request.log.error({ err }, 'a refusal could not be recorded in the audit')
    })
  }

  async #handleOnce(endpoint: AnyEndpoint, input: Input, caller: Caller, key: string) {
    const { request, reply } = input
    const { params, query, body = null } = request
    const { path, shows_secret = false, waits_for_others, in_slices } = endpoint
    const in_one_transaction = !waits_for_others && !in_slices
    const asked = [path, params, said(query, endpoint.query?.shape ?? {}), body]
    const once = { caller, key, asked, shows_secret, in_one_transaction }
    const answer = await this.#answers.once(
      once,
      () => prepared(endpoint, input),
      (ready, slice) => answerOf(endpoint, { ...ready, slice }),
    )
    if (answer.is_repeat) {
      reply.header('idempotent-replayed', 'true')
      const asked_again = { endpoint, actor: caller, request, reply }
      if (shows_secret) await this.#trail.record(repeatedEntry(asked_again, answer.status))
    }
    return reply.code(answer.status).headers(answer.headers).send(answer.body)
  }

  async #judged(input: Input): Promise<Input> {
    return { ...input, query: await this.judge(input.query, '?'), body: await this.judge(input.body, '/') }
  }

  /** Judges what a request has told, with the areas that take a thread. @throws SwathError */
  async judge<T>(told: T, where: '?' | '/'): Promise<T> {
    if (typeof told !== 'object' || told === null) return told
    const unjudged = Object.entries(told).filter(([, value]) => value instanceof Unjudged)
    if (unjudged.length === 0) return told
    const judged: Record<string, unknown> = {}
    for (const [name, value] of unjudged) {
      try {
        judged[name] = await (value as Unjudged).judge(this.shapes)
      } catch (error) {
        throw error instanceof Refusal ? parameterProblem(name, where, error) : error
      }
    }
    return { ...told, ...judged }
  }

  async #identify(endpoint: AnyEndpoint, request: FastifyRequest): Promise<Caller | undefined> {
    if (endpoint.access === 'public') {
      const is_known = endpoint.knows_caller && hasCredential(request.headers)
      if (!is_known) return undefined
      return identify(this.#identifiers, request, { role: 'customer', needs_contract: true })
    }
    const role = endpoint.access as Role
    const needs_contract = role === 'customer' && endpoint.contract !== false
    return identify(this.#identifiers, request, { role, needs_contract })
  }
}

/** A settled error of a change is in the audit already. */
function isRecorded(endpoint: AnyEndpoint, actor: Actor, error: unknown): boolean {
  const kind = auditedAs(endpoint, actor)
  const is_settled = error instanceof SwathError && error.is_settled
  return kind !== undefined && !(kind === 'change' && isOneTransaction(endpoint) && is_settled)
}

/** Nobody is recorded who is refused unlooked at: they could fill the audit as fast as they ask. */
function wasLookedAt(error: unknown): boolean {
  return !(error instanceof SwathError && error.code === 'too_many_wrong_secrets')
}

/** @throws SwathError `role_forbidden`, `insufficient_scope` */
function requirePermission(endpoint: AnyEndpoint, caller: Caller) {
  const { access, scope } = endpoint
  const may = access === 'provider' ? ['provider', 'operator'] : [access]
  if (access !== 'public' && !may.includes(caller.role)) {
    throw new SwathError(
      'role_forbidden',
      `This needs a credential with the role ${access}; yours is ${caller.role}`,
    )
  }
  if (caller.view && isChange(endpoint)) {
    throw new SwathError(
      'insufficient_scope',
      'Whoever looks at the system as a customer sees it changes nothing',
      {
        extra: { scope, scopes: caller.scopes },
      },
    )
  }
  requireScope(scope, caller)
}

/** @throws SwathError `insufficient_scope` */
export function requireScope(scope: CredentialScope | 'any' = 'any', caller: Caller) {
  if (scope === 'any' || caller.scopes.includes(scope)) return
  const has = caller.scopes.join(' ') || 'none'
  throw new SwathError('insufficient_scope', `This needs the scope ${scope}; the credential has ${has}`, {
    extra: { scope, scopes: caller.scopes },
  })
}

/** In the scope of one plugin. */
function ignoreBodies(app: FastifyInstance): FastifyInstance {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, body, done) => {
    body.resume()
    done(null, undefined)
  })
  return app
}

/** In the scope of one plugin. */
function takeFiles(app: FastifyInstance): FastifyInstance {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => body)
  return app
}

/** A body that comes in pieces does not say its length. */
function bytesOf({ body, headers }: FastifyRequest): number {
  return body === undefined ? 0 : Number(headers['content-length'] ?? Number.POSITIVE_INFINITY)
}

type Input = Parameters<AnyEndpoint['handle']>[0]

function readInput(
  endpoint: AnyEndpoint,
  caller: Caller | SignedIn | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Input {
  return {
    caller: caller as never,
    params: read(endpoint.params, request.params, ''),
    query: read(endpoint.query, said(request.query, endpoint.query?.shape ?? {}), '?'),
    body: readBodyOf(endpoint, request),
    request,
    reply,
    slice: unsliced,
    prepared: undefined,
  }
}

async function prepared(endpoint: AnyEndpoint, input: Input): Promise<Input> {
  return { ...input, prepared: await endpoint.prepare?.(input) }
}

/** The answer as it is stored for repeats. An error that is settled is an answer like any other. */
async function answerOf(endpoint: AnyEndpoint, input: Input): Promise<Answer> {
  const { request, reply } = input
  try {
    const result = await endpoint.handle(input)
    const told = ['location', 'preference-applied'].flatMap((name) => {
      const value = reply.getHeader(name)
      return value === undefined ? [] : [[name, String(value)]]
    })
    return {
      status: reply.statusCode,
      headers: { 'content-type': 'application/json; charset=utf-8', ...Object.fromEntries(told) },
      body: typeof result === 'string' ? result : (JSON.stringify(result) ?? ''),
    }
  } catch (error) {
    if (!(error instanceof SwathError && error.is_settled)) throw error
    const body = JSON.stringify(problemDocument(error, request.id))
    return { status: error.status, headers: { 'content-type': problem_type }, body }
  }
}

function readBodyOf(
  { body: schema, reads_body, judges_each }: AnyEndpoint,
  request: FastifyRequest,
): unknown {
  if (!schema) return undefined
  const body = bodyOf(request, schema)
  return reads_body ? body : readBody(schema, body, judges_each)
}

function bodyOf({ body, headers }: FastifyRequest, schema: z.ZodType): unknown {
  if (body === undefined && headers['content-type'] && !schema.safeParse(undefined).success) {
    throw new SwathError('invalid_json', 'The body is not valid JSON: it is empty')
  }
  return body
}

/**
 * Reads a query. A parameter without a value says nothing; one that is there twice, as when a client adds its own
 * to a link that has it, counts once.
 */
function said(query: unknown, known: object) {
  const parameters = Object.entries(query as object).map(([name, value]) => {
    const values = [...new Set<string>([value].flat())].filter(
      (one) => !(Object.hasOwn(known, name) && isEmpty(one)),
    )
    return [name, values.length > 1 ? values : values[0]]
  })
  return Object.fromEntries(parameters.filter(([, value]) => value !== undefined))
}

const isEmpty = (value: string) => /^\s*(?:"\s*")?\s*$/.test(value)

function read(schema: z.ZodType | undefined, value: unknown, where: '' | '?') {
  if (!schema) return {}
  if (where === '' && findUnstorableText(value)) {
    throw new SwathError('not_found', 'There is nothing at this path')
  }
  requireStorable(value, where)
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw requestProblem(parsed.error.issues, where, schema)
  return parsed.data as Record<string, unknown>
}
