import { SwathError } from '@swath/contract/errors'
import { all_scopes } from '@swath/contract/permissions'
import { SignatureError, verifyRequest } from '@swath/contract/provider-protocol/signature'
import type { FastifyRequest } from 'fastify'

/** Knows the secrets of providers, and which requests of theirs were taken. */
export interface SigningProviders {
  /** Several while one is changed; none of a provider that has none, or that there is not. */
  secretsOf(name: string): Promise<readonly string[]>
  isNew(name: string, nonce: string): Promise<boolean>
}

const bodies = new WeakMap<FastifyRequest, Buffer>()

export const isSigned = ({ headers }: FastifyRequest): boolean => headers['signature-input'] !== undefined

/** A signature is of the bytes as they came. */
export function keepSignedBody(request: FastifyRequest, body: Buffer) {
  if (isSigned(request)) bodies.set(request, body)
}

/** @returns the provider that has signed the request @throws SwathError `signature_invalid` */
export async function identifySigned(providers: SigningProviders, request: FastifyRequest, now: Date) {
  const { method, url: target, headers } = request
  const signed = { method, target, headers, body: bodies.get(request) ?? '' }
  try {
    const name = await verifyRequest(signed, {
      direction: 'provider-to-swath',
      now,
      secretsOf: (name) => providers.secretsOf(name),
      isNew: (name, nonce) => providers.isNew(name, nonce),
    })
    return {
      client_id: name,
      provider: name,
      role: 'provider' as const,
      scopes: all_scopes.provider,
      contract_id: '',
    }
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    throw new SwathError('signature_invalid', error.message, { extra: { problem: error.problem } })
  }
}
