import { createHmac, timingSafeEqual } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import { z } from 'zod'
import type { Clock } from './clock.ts'

/** What a signed link adds to a path. */
export const signature_query = z.strictObject({
  contract: z.string().optional(),
  expires: z.string().regex(/^\d+$/).optional().meta({ description: 'Seconds since 1970' }),
  signature: z.string().optional(),
})
export type SignatureQuery = z.infer<typeof signature_query>

/** Links that give whoever has them one file for some time, without a token: for plain downloads and for pictures. */
export class SignedLinks {
  #key: () => Promise<Uint8Array>
  #clock: Clock
  #public_url: string

  constructor(key: () => Promise<Uint8Array>, clock: Clock, public_url: string) {
    this.#key = key
    this.#clock = clock
    this.#public_url = public_url
  }

  /** An absolute link to `path`, in the name of a contract. */
  async sign(contract_id: string, path: string, seconds: number): Promise<string> {
    const expires_s = Math.floor(this.#clock.now().getTime() / 1000) + seconds
    return (await this.signer(contract_id, expires_s))(path)
  }

  /** Signs as many paths as there are, all in the name of a contract and until the same moment. */
  async signer(contract_id: string, expires_s: number): Promise<(path: string) => string> {
    const key = await this.#key()
    const expires = String(expires_s)
    return (path) => {
      const signature = signatureOf(key, contract_id, path, expires)
      return `${this.#public_url}${path}?${new URLSearchParams({ contract: contract_id, expires, signature })}`
    }
  }

  /** @returns the contract that the link was made for. @throws SwathError `link_invalid`, `link_expired` */
  async verify(
    path: string,
    { contract = '', expires = '', signature = '' }: SignatureQuery,
  ): Promise<string> {
    const expected = Buffer.from(signatureOf(await this.#key(), contract, path, expires))
    const given = Buffer.from(signature)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new SwathError('link_invalid', 'The link was changed or is not whole; get it anew')
    }
    if (Number(expires) * 1000 > this.#clock.now().getTime()) return contract
    throw new SwathError('link_expired', 'The link has expired; get it anew from where it came')
  }
}

function signatureOf(key: Uint8Array, contract_id: string, path: string, expires: string): string {
  const text = ['signed link', contract_id, path, expires].join('\n')
  return createHmac('sha256', key).update(text).digest('base64url')
}
