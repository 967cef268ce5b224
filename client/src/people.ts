import type { SecondFactorRule } from '@swath/contract/factors'
import type {
  Invitation,
  InvitationWithLink,
  Invite,
  InviteAnyone,
  Member,
  ResetLink,
  UpdateMember,
} from '@swath/contract/people'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

export type { Invitation, InvitationWithLink, Member } from '@swath/contract/people'
export type InviteInput = (typeof Invite)['_zod']['input']
export type InviteAnyoneInput = (typeof InviteAnyone)['_zod']['input']
export type MemberChange = (typeof UpdateMember)['_zod']['input']

/**
 * The people who act for your contracts, and who is invited; it needs the scope `administer`. Every method may throw
 * ApiError or ConnectionError.
 */
export class People<Invited = InviteInput> {
  protected readonly http: Http
  readonly #path: string

  /** @param path of a customer's own, or of all */
  constructor(http: Http, path = '/v2/people') {
    this.http = http
    this.#path = path
  }

  /**
   * By name.
   * @example
   * for await (const { person, acts_as } of swath.people.list()) console.log(person.name, acts_as)
   */
  list(query: object = {}, options: CallOptions = {}): Listing<Member> {
    return this.http.list(`${this.#path}/`, query, { ...options, contract: false })
  }

  /**
   * Invites somebody by a link that is good for some days and once; a link is mailed, too, where the server sends mail.
   * @example
   * const invited = await swath.people.invite({ email: 'ada@example.com', acts_as: 'orderer' })
   * console.log(invited.link.includes('/console/invitation#')) // -> true
   */
  invite(invitation: Invited, options: CallOptions = {}): Promise<InvitationWithLink> {
    return this.#send('POST', '/invitations', invitation, options)
  }

  /**
   * Lists the people who are invited and have not accepted, oldest first.
   * @example
   * for await (const { email, expires_at } of swath.people.invitations()) console.log(email, expires_at)
   */
  invitations(query: object = {}, options: CallOptions = {}): Listing<Invitation> {
    return this.http.list(`${this.#path}/invitations`, query, { ...options, contract: false })
  }

  /**
   * Takes an invitation back.
   * @example
   * const { invitation_id } = await swath.people.invite({ email: 'typo@example.com', acts_as: 'viewer' })
   * await swath.people.withdraw(invitation_id)
   */
  withdraw(invitation_id: string, options: CallOptions = {}): Promise<void> {
    return this.#send('DELETE', `/invitations/${encodeURIComponent(invitation_id)}`, undefined, options)
  }

  /**
   * Changes what somebody may, for which contracts and until when; at once, wherever they have signed in.
   * @param client_id of the membership
   * @example
   * for await (const { client_id, may_change } of swath.people.list()) {
   *   if (may_change) await swath.people.update(client_id, { acts_as: 'viewer' })
   * }
   */
  update(client_id: string, change: MemberChange, options: CallOptions = {}): Promise<Member> {
    return this.#send('PATCH', `/${encodeURIComponent(client_id)}`, change, options)
  }

  /**
   * Ends a membership at once, with what its person has made by it.
   * @param client_id of the membership
   * @example
   * for await (const { client_id, person } of swath.people.list()) {
   *   if (person.email === 'gone@example.com') await swath.people.remove(client_id)
   * }
   */
  remove(client_id: string, options: CallOptions = {}): Promise<void> {
    return this.#send('DELETE', `/${encodeURIComponent(client_id)}`, undefined, options)
  }

  /**
   * Removes the second factors and passkeys of somebody who has lost theirs, and who is told by mail. Their password
   * alone signs them in then.
   * @param client_id of the membership
   * @example
   * for await (const { client_id, person, has_second_factor } of swath.people.list()) {
   *   if (has_second_factor && person.email === 'lost@example.com') await swath.people.removeFactors(client_id)
   * }
   */
  removeFactors(client_id: string, options: CallOptions = {}): Promise<void> {
    return this.#send('DELETE', `/${encodeURIComponent(client_id)}/factors`, undefined, options)
  }

  #send<T>(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    options: CallOptions,
  ): Promise<T> {
    return this.http.json(this.#path + path, { ...options, method, body, contract: false })
  }
}

/** A customer's own people. */
export class OwnPeople extends People {
  /**
   * Whether whoever acts for your contracts needs a second factor.
   * @example
   * console.log((await swath.people.secondFactorRule()).is_required) // -> false
   */
  secondFactorRule(options: CallOptions = {}): Promise<SecondFactorRule> {
    return this.http.json('/v2/people/second-factor', { ...options, contract: false })
  }

  /**
   * Says whether they need one, from the next request on. Whoever has none is asked to set one up before anything else.
   * @example
   * await swath.people.requireSecondFactor(true)
   * await swath.people.requireSecondFactor(false)
   */
  requireSecondFactor(is_required: boolean, options: CallOptions = {}): Promise<SecondFactorRule> {
    const body = { is_required }
    return this.http.json('/v2/people/second-factor', { ...options, method: 'PUT', body, contract: false })
  }
}

/** The people of all customers and of the staff, for operators. */
export class AllPeople extends People<InviteAnyoneInput> {
  constructor(http: Http) {
    super(http, '/ops/v1/people')
  }

  /**
   * A link for a new password, for somebody whom no mail reaches; for operators.
   * @param client_id of a membership of theirs
   * @example
   * for await (const { client_id, person } of operator.admin.people.list({ staff: true })) {
   *   if (person.email === 'lost@example.com') console.log((await operator.admin.people.resetLink(client_id)).link)
   * }
   */
  resetLink(client_id: string, options: CallOptions = {}): Promise<ResetLink> {
    const path = `/ops/v1/people/${encodeURIComponent(client_id)}/reset-link`
    return this.http.json(path, { ...options, method: 'POST', contract: false })
  }
}
