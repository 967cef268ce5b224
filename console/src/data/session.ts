import { SwathClient } from '@swath/client/client'
import { ApiError } from '@swath/client/errors'
import type { Contract } from '@swath/client/http'
import { createContext, useContext, useSyncExternalStore } from 'react'
import { path_prefix } from './path-prefix.ts'

/** The user of the console. It lives as long as the tab: the secret is exchanged for a token and forgotten. */
export interface Session {
  /** Unknown of a token that was pasted. */
  client_id: string | null
  access_token: string
  role: 'customer' | 'operator'
  contracts: Contract[]
  /** The contract that is looked at; null of an operator. */
  contract_id: string | null
  signed_in_at: string
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
export const signOut = (): void => change(null)

export function chooseContract(contract_id: string): void {
  if (current) change({ ...current, contract_id })
}

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
    role: contracts ? 'customer' : 'operator',
    contracts: contracts ?? [],
    contract_id: contracts?.[0]?.contract_id ?? null,
    signed_in_at: new Date().toISOString(),
  })
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

/** The SDK as the session sees it. A token that is not taken any more ends the session. */
export function openClient({ access_token, contract_id }: Session): SwathClient {
  return new SwathClient({
    ...here,
    ...(contract_id === null ? {} : { contract_id }),
    access_token: (is_refused) => {
      if (is_refused) signOut()
      return access_token
    },
  })
}

interface SignedIn {
  session: Session
  swath: SwathClient
}

export const SignedInContext = createContext<SignedIn | null>(null)

function useSignedIn(): SignedIn {
  const signed_in = useContext(SignedInContext)
  if (!signed_in) throw new Error('Only pages inside the shell know who is signed in')
  return signed_in
}

export const useSession = (): Session => useSignedIn().session
/** The SDK, with the credential and the contract of the session. */
export const useSwath = (): SwathClient => useSignedIn().swath
