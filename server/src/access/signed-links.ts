import { createHmac, timingSafeEqual } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import { z } from 'zod'
import type { Clock } from '../platform/clock.ts'
import type { Caller } from './auth.ts'

/** The parameters that a signed link adds to a path. */
export const signature_query = z.strictObject({
  contract: z.string().optional(),
  by: z.string().optional().meta({ description: 'The credential that made the link, and its token' }),
  expires: z.string().regex(/^\d+$/).optional().meta({ description: 'Seconds since 1970' }),
  key: z.string().optional().meta({ description: 'The id of the key that signed' }),
  signature: z.string().optional(),
})
export type SignatureQuery = z.infer<typeof signature_query>

export const link_errors = ['link_invalid', 'link_expired', 'too_many_wrong_secrets'] as const

export interface SigningKey {
  key_id: string
  bytes: Uint8Array
}

/** The keys with which the installation signs. */
export interface Keyring {
  current(): Promise<SigningKey>
  /** One that is good no more is not found. */
  find(key_id: string): Promise<SigningKey | undefined>
}

/** Whether whoever made a link may still see what it leads to. */
export interface LinkMakers {
  mayStill(maker: LinkMaker): Promise<boolean>
}

/** Is told of each link with a wrong signature. */
export interface WrongLinks {
  /** @throws SwathError `too_many_wrong_secrets` */
  countLink(address: string): Promise<void>
}

/** In whose name a link is made; without a credential it is the server's own, for everybody of the contract. */
export type LinkMaker = Pick<Caller, 'contract_id'> & Partial<Pick<Caller, 'client_id' | 'token_id'>>

interface Parts {
  keys: Keyring
  makers: LinkMakers
  wrong_links: WrongLinks
  clock: Clock
  public_url: string
}

/** Links that give whoever has them one file for some time, without a token: for plain downloads and for pictures. */
export class SignedLinks {
  #keys: Keyring
  #makers: LinkMakers
  #wrong: WrongLinks
  #clock: Clock
  #public_url: string

  constructor({ keys, makers, wrong_links, clock, public_url }: Parts) {
    this.#keys = keys
    this.#makers = makers
    this.#wrong = wrong_links
    this.#clock = clock
    this.#public_url = public_url
  }

  /** An absolute link to `path`, which may have a query of its own. */
  async sign(maker: LinkMaker, path: string, seconds: number): Promise<string> {
    const expires_s = Math.floor(this.#clock.now().getTime() / 1000) + seconds
    return (await this.signer(maker, expires_s))(path)
  }

  /** Signs as many paths as there are, all in one name and until the same moment. */
  async signer(maker: LinkMaker, expires_s: number): Promise<(path: string) => string> {
    const { key_id: key, bytes } = await this.#keys.current()
    const query = { contract: maker.contract_id, ...byOf(maker), expires: String(expires_s), key }
    return (path) => {
      const signature = signatureOf(bytes, path, query)
      const behind = path.includes('?') ? '&' : '?'
      return `${this.#public_url}${path}${behind}${new URLSearchParams({ ...query, signature })}`
    }
  }

  /**
   * @param address from which somebody follows the link
   * @returns the contract that the link was made for
   * @throws SwathError `link_invalid`, `link_expired`, `too_many_wrong_secrets`
   */
  async verify(path: string, { signature = '', ...query }: SignatureQuery, address: string): Promise<string> {
    const { contract = '', expires, key = '' } = query
    const signer = await this.#keys.find(key)
    if (!signer || !same(signature, signatureOf(signer.bytes, path, query))) {
      await this.#wrong.countLink(address)
      throw new SwathError('link_invalid', 'The link was changed, is not whole or is too old; get it anew')
    }
    if (Number(expires) * 1000 <= this.#clock.now().getTime()) {
      throw new SwathError('link_expired', 'The link has expired; get it anew from where it came')
    }
    if (await this.#makers.mayStill(makerOf(contract, query.by))) return contract
    throw new SwathError('link_expired', 'The credential or the token that made the link was revoked')
  }
}

/** A token id has no blank in it, and neither has a credential's. */
function byOf({ client_id, token_id }: LinkMaker): { by?: string } {
  return client_id === undefined ? {} : { by: [client_id, token_id].filter(Boolean).join(' ') }
}

function makerOf(contract_id: string, by: string | undefined): LinkMaker {
  const [client_id, token_id] = by?.split(' ') ?? []
  return { contract_id, ...(client_id && { client_id }), ...(token_id && { token_id }) }
}

function signatureOf(key: Uint8Array, path: string, query: Omit<SignatureQuery, 'signature'>): string {
  const { contract = '', by = '', expires = '' } = query
  const text = ['signed link', contract, by, path, expires].join('\n')
  return createHmac('sha256', key).update(text).digest('base64url')
}

function same(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}
