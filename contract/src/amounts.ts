import { z } from 'zod'
import { max_amount_minor } from './money.ts'

export const AmountMinor = z
  .int()
  .min(0)
  .max(max_amount_minor)
  .meta({ description: 'Minor units of the currency' })
