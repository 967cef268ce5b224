import { z } from 'zod'

const PublicKey = z
  .object({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string(),
    kid: z.string().meta({ description: 'As tokens name it in their header' }),
    use: z.literal('sig'),
    alg: z.literal('EdDSA'),
  })
  .meta({ id: 'PublicKey' })
export type PublicKey = z.infer<typeof PublicKey>

export const PublicKeys = z.object({ keys: z.array(PublicKey) }).meta({
  id: 'PublicKeys',
  description: 'RFC 7517: the keys by which tokens are verified, the newest first',
})

export const TokenServer = z
  .object({
    issuer: z.string(),
    token_endpoint: z.string(),
    revocation_endpoint: z.string(),
    jwks_uri: z.string(),
    grant_types_supported: z.array(z.string()),
    response_types_supported: z.array(z.string()),
    token_endpoint_auth_methods_supported: z.array(z.string()),
    revocation_endpoint_auth_methods_supported: z.array(z.string()),
    scopes_supported: z.array(z.string()),
    service_documentation: z.string(),
  })
  .meta({ id: 'TokenServer', description: 'RFC 8414: how a program gets a token here' })
