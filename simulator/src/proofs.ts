import { signRequest } from '@swath/contract/provider-protocol/signature'

/** A request to Swath shows by this who sends it. */
export interface Proof {
  headers(method: string, url: URL, body: string): Promise<Record<string, string>>
  /** Swath did not believe it: the next one is made anew. */
  forget?(): void
}

/** The name under which Swath has the simulator. */
const keyid = 'simulator'

/** Signed with the secret that Swath has, too. */
export function signatureProof(secret: string): Proof {
  return {
    headers(method, url, body) {
      const request = { method, target: url.pathname + url.search, body }
      return signRequest(request, { keyid, secret }, { direction: 'provider-to-swath' })
    },
  }
}

export interface Client {
  client_id: string
  client_secret: string
}

/** With a token for a credential of Swath. */
export function tokenProof(url: string, client: Client): Proof {
  let token: Promise<string> | undefined
  return {
    async headers() {
      token ??= login(url, client)
      token.catch(() => (token = undefined))
      return { authorizationToken: `Bearer ${await token}` }
    },
    forget() {
      token = undefined
    },
  }
}

async function login(url: string, client: Client): Promise<string> {
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...client, grant_type: 'client_credentials' }),
    signal: AbortSignal.timeout(30_000),
  })
  if (!response.ok) throw new Error(`Swath refused the simulator's credentials: ${response.status}`)
  return ((await response.json()) as { access_token: string }).access_token
}
