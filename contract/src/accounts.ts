import { z } from 'zod'

export const roles = ['customer', 'operator', 'provider'] as const
export type Role = (typeof roles)[number]

export const TokenRequest = z
  .looseObject({
    client_id: z.string().min(1),
    client_secret: z.string().min(1),
    grant_type: z.string(),
    audience: z.string().optional().meta({ description: 'Accepted and ignored' }),
  })
  .meta({ id: 'TokenRequest' })

export const Token = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Seconds' }),
    scope: z.string(),
  })
  .meta({ id: 'Token' })
export type Token = z.infer<typeof Token>

export const ContractList = z
  .array(z.object({ contract_id: z.string(), name: z.string() }))
  .meta({ id: 'ContractList' })

export const Health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' })
