import { SwathClient } from '@swath/client/client'
import { ApiError } from '@swath/client/errors'
import type { Contract } from '@swath/client/http'
import type { OwnMembership, SignedIn as SignedInDocument, WayIn } from '@swath/contract/people'
import type { ScopeOf } from '@swath/contract/permissions'
import type { ContractView } from '@swath/contract/views'
import { createContext, useContext, useSyncExternalStore } from 'react'
import { path_prefix } from './path-prefix.ts'
import { claimsOf } from './token.ts'

/**
 * The user of the console: a credential whose token lives as long as the tab, or a person with the cookie of the
 * browser.
 */
export interface Session {
  /** Unknown of a token that was pasted. */
  client_id: string | null
  /** null: the browser has a cookie, which no script reads. */
  access_token: string | null
  /** null: it is a credential. */
  person: { name: string; email: string; way: WayIn } | null
  role: 'customer' | 'operator'
  contracts: Contract[]
  /** The contract that is looked at; null of an operator. */
  contract_id: string | null
  /** A person who may act as staff, too. */
  is_staff: boolean
  /** Their scopes as staff; missing where only the server knows, as of a token that somebody else has issued. */
  staff_scopes?: readonly string[]
  signed_in_at: string
  /** An operator who looks as a customer sees it has this, with whom they were before. */
  view?: Pick<ContractView, 'reason' | 'expires_at'> & { before: Session }
}

const storage_key = `swath.session${path_prefix}`
/** A visitor who came by http is warned where the secret is asked for. */
const here = { url: location.origin + path_prefix, allow_http: true }
const listeners = new Set<() => void>()
let current: Session | null = restored()

/** A session is kept as a whole or not at all. */
function restored(): Session | null {
  const kept = sessionStorage.getItem(storage_key)
  return kept === null ? null : (JSON.parse(kept) as Session)
}

function change(session: Session | null) {
  current = session
  if (session) sessionStorage.setItem(storage_key, JSON.stringify(session))
  else sessionStorage.removeItem(storage_key)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const currentSession = (): Session | null => current
export const useAnySession = (): Session | null => useSyncExternalStore(subscribe, currentSession)

/** The session that the server has ended: whoever signs in again comes back to where they were. */
let lost: Session | null = null
export const lostSession = (): Session | null => lost

/** The server has ended the session. */
function lose(): void {
  lost = current ?? lost
  change(null)
}

/** They have ended it themselves: whoever comes next begins at the start. */
function leave(): void {
  lost = null
  change(null)
}

export async function signOut(): Promise<void> {
  // While the cookie is good, the page that follows would go on with it.
  if (current?.person?.way === 'single_sign_on') await signOutEverywhere()
  else if (current?.person) await visitor.signOut().finally(leave)
  else leave()
}

/** The provider of identities, if it can, ends its own session, and sends the browser back. */
async function signOutEverywhere(): Promise<void> {
  const { url } = await visitor.signOutEverywhere().finally(leave)
  if (url !== null) location.assign(url)
}

/** @param contract_id null: to act as staff */
export function chooseContract(contract_id: string | null): void {
  if (current) change({ ...current, contract_id, role: contract_id === null ? 'operator' : 'customer' })
}

/** The tab shows what the customer of a contract sees, until it is told to end. */
export function startView(view: ContractView, { contract_id, name, status, suspension, ends_at }: Contract) {
  if (!current) return
  const contract = { contract_id, name, status, suspension, ends_at }
  const { access_token, reason, expires_at } = view
  const as_customer = { role: 'customer' as const, contracts: [contract], contract_id, is_staff: false }
  const session = { ...current, ...as_customer, access_token, view: { reason, expires_at, before: current } }
  beginAnew(session, '/console/')
}

export function endView() {
  if (current?.view) beginAnew(current.view.before, '/console/support')
}

/** No page of one user is shown for an instant with the rights of another. */
function beginAnew(session: Session, path: string) {
  sessionStorage.setItem(storage_key, JSON.stringify(session))
  location.assign(path_prefix + path)
}

/** The questions before anybody has signed in, or of people about themselves. */
export const visitor = new SwathClient({ ...here, browser: { onEnd: lose } }).account

export type SignIn = { client_id: string; client_secret: string } | { access_token: string }

/** @throws ApiError, ConnectionError; Error when the credential has no contract */
export async function signIn(given: SignIn): Promise<void> {
  const access_token =
    'access_token' in given ? given.access_token.replace(/^Bearer\s+/i, '').trim() : await tokenFor(given)
  const contracts = await contractsOf(access_token)
  if (contracts?.length === 0)
    throw new Error('This credential has no contract, so there is nothing to show.')
  change({
    client_id: 'client_id' in given ? given.client_id : null,
    access_token,
    person: null,
    role: contracts ? 'customer' : 'operator',
    contracts: contracts ?? [],
    contract_id: contracts?.[0]?.contract_id ?? null,
    is_staff: contracts === undefined,
    ...staffScopesOf(claimsOf(access_token).scope?.split(' ')),
    signed_in_at: new Date().toISOString(),
  })
}

/**
 * The tab goes on with what the cookie of the browser stands for. @throws Error when the person may nothing any more
 */
export async function enter({ person, way, memberships }: SignedInDocument): Promise<void> {
  const of_customers = memberships.filter(({ role }) => role === 'customer')
  const contracts = (await Promise.all(of_customers.map(contractsOfMember))).flat()
  const is_staff = of_customers.length < memberships.length
  if (contracts.length === 0 && !is_staff) {
    throw new Error('You are no member of anything any more, so there is nothing to show. Ask to be invited.')
  }
  change({
    client_id: null,
    access_token: null,
    person: { ...person, way },
    role: is_staff ? 'operator' : 'customer',
    contracts,
    contract_id: is_staff ? null : contracts[0]!.contract_id,
    is_staff,
    ...staffScopesOf(memberships.flatMap(({ scopes }) => scopes)),
    signed_in_at: new Date().toISOString(),
  })
}

function staffScopesOf(scopes: readonly string[] = []): Pick<Session, 'staff_scopes'> {
  const staff_scopes = scopes.filter((scope) => scope.startsWith('ops:'))
  return staff_scopes.length > 0 ? { staff_scopes } : {}
}

/** A second factor is asked of them, for something that they are a member of, and they have none. */
export const mustSetUp = ({ memberships }: SignedInDocument): boolean =>
  memberships.some(({ waits_for_second_factor }) => waits_for_second_factor)

/** Any of its contracts says which membership is meant. */
function contractsOfMember({ contracts: [first] }: OwnMembership): Promise<Contract[]> {
  if (!first) return Promise.resolve([])
  const { contract_id } = first
  return new SwathClient({ ...here, contract_id, browser: { onEnd: lose } }).contracts()
}

function tokenFor(credential: { client_id: string; client_secret: string }): Promise<string> {
  return new SwathClient({ ...here, ...credential }).accessToken()
}

/** undefined of a credential that is no customer's. */
async function contractsOf(access_token: string): Promise<Contract[] | undefined> {
  try {
    return await new SwathClient({ ...here, access_token: () => access_token }).contracts()
  } catch (error) {
    if (error instanceof ApiError && error.code === 'role_forbidden') return undefined
    throw error
  }
}

/** The SDK as the session sees it. A session or a token that is not taken any more ends here as well. */
export function openClient({ access_token, contract_id }: Session): SwathClient {
  const of_contract = contract_id === null ? {} : { contract_id }
  if (access_token === null) return new SwathClient({ ...here, ...of_contract, browser: { onEnd: lose } })
  return new SwathClient({
    ...here,
    ...of_contract,
    access_token: (is_refused) => {
      if (is_refused) current?.view ? endView() : lose()
      return access_token
    },
  })
}

interface SignedIn {
  session: Session
  swath: SwathClient
}

export const SignedInContext = createContext<SignedIn | null>(null)

const nobody: Session = {
  ...{ client_id: null, access_token: null, person: null, role: 'customer', contracts: [] },
  ...{ contract_id: null, is_staff: false, signed_in_at: '' },
}
/** For what people do about their own account before they may do anything else. */
export const own_account: SignedIn = { session: nobody, swath: openClient(nobody) }

function useSignedIn(): SignedIn {
  const signed_in = useContext(SignedInContext)
  if (!signed_in) throw new Error('Only pages inside the shell know who is signed in')
  return signed_in
}

export const useSession = (): Session => useSignedIn().session
/** Whether staff is shown what a scope is for; the server decides in any case. */
export const mayAsStaff = ({ staff_scopes }: Session, scope: ScopeOf<'operator'>): boolean =>
  staff_scopes?.includes(scope) ?? true
/** The SDK, with the credential and the contract of the session. */
export const useSwath = (): SwathClient => useSignedIn().swath
