import type { ErrorCode } from '@swath/contract/errors'
import type { CredentialScope, Role } from '@swath/contract/permissions'
import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { z } from 'zod'
import type { Caller, SignedIn } from '../access/auth.ts'
import type { Slice } from '../answers/idempotency.ts'

export type Shape = z.ZodObject

/** The callers of an endpoint: credentials of a role, somebody who has signed in for their own account, or anybody. */
export type Access = Role | 'person' | 'public'

/** One endpoint: what it takes, what it answers, who may call it. The OpenAPI document is made from these. */
export interface Endpoint<
  By extends Access,
  Params extends Shape,
  Query extends Shape,
  Body extends z.ZodType,
  Prepared = unknown,
> {
  method: HTTPMethods
  /** With `{name}` for parameters, as OpenAPI writes them. Both slash forms are served. */
  path: string
  operation: string
  summary: string
  tag: string
  /** Customers must name a contract, unless `contract` is false. */
  access: By
  contract?: false
  /** The scope that the credential must have; `any` where every credential of the role may ask. */
  scope?: CredentialScope | 'any'
  /** A public endpoint takes no credential, but with one it has more to tell. */
  knows_caller?: true
  /** Says that a POST only asks, and that asking twice is no harm. */
  is_safe?: true
  /** Says that a POST takes a body of any type and does not look at it. */
  ignores_body?: true
  /** The body is a file, of any type: the handler finds its bytes in the request. */
  takes_file?: true
  /** It takes forms besides JSON, and refuses in the words of OAuth 2.0. */
  is_oauth?: true
  /** The list in the body whose items are judged each for itself, by the service. */
  judges_each?: string
  /** The service reads the body itself, because it has more to tell of one that is wrong than its schema has. */
  reads_body?: true
  /** The largest body: a MiB, unless told; of a list whose items are judged each, as with areas. */
  body_mib?: 1 | 4 | 5
  /** The answer shows a secret: what is kept of it for repeats is encrypted. */
  shows_secret?: true
  /** Its body says why, in `reason`, which the audit tells. */
  gives_reason?: true
  /** It waits for somebody else's server, for a thread, or for large files: no transaction may be open meanwhile. */
  waits_for_others?: true
  /** It heeds the header Prefer (RFC 7240), by which its caller says whether it would rather wait or ask again. */
  takes_preference?: true
  /** It may be much work, which it does by `slice`, so that others have their turn in between. */
  in_slices?: true
  /**
   * The answer, a Representation, follows from the database and the URL alone, so that it can be kept; or from what
   * the function says as well.
   */
  is_kept?: true | (() => string)
  params?: Params
  query?: Query
  body?: Body
  /** Schema by status of each answer that is not an error; null for a file. */
  answers: Readonly<Record<number, z.ZodType | null>>
  /** The type of an answer that is no plain JSON. */
  media_type?: string
  /** Further media types in which the same can be had; see exports.ts. */
  exports?: readonly string[]
  errors?: readonly ErrorCode[]
  /** Learns about the body what may take a thread: it is done for every repeat, before a transaction is open. */
  prepare?(input: Pick<Told<By, Params, Query, Body>, 'caller' | 'body'>): Promise<Prepared>
  handle(input: Told<By, Params, Query, Body> & { prepared: Prepared }): unknown
}

interface Told<By extends Access, Params extends Shape, Query extends Shape, Body extends z.ZodType> {
  caller: By extends 'public' ? undefined : By extends 'person' ? SignedIn : Caller
  params: z.infer<Params>
  query: z.infer<Query>
  body: z.infer<Body>
  request: FastifyRequest
  reply: FastifyReply
  slice: Slice
}

export type AnyEndpoint = Endpoint<Access, Shape, Shape, z.ZodType>
