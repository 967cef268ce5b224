import type { SpendCap } from '@swath/contract/accounts'
import { minorAmount, minorDigits } from '@swath/contract/money'
import {
  all_scopes,
  type CredentialScope,
  customer_roles,
  every_scope,
  type NamedRole,
  staff_roles,
} from '@swath/contract/permissions'
import { type Command, InvalidArgumentError, Option } from 'commander'

export interface LimitFlags {
  spendCap?: SpendCap | 'none'
  scopes?: CredentialScope[]
  as?: NamedRole
  /** A time, or never. */
  expires?: string
}

interface Offered {
  scopes: readonly CredentialScope[]
  roles: readonly NamedRole[]
}

const of_customers: Offered = { scopes: all_scopes.customer, roles: customer_roles }

/** For operators, who make credentials of every side. */
export const of_all: Offered = {
  scopes: every_scope,
  roles: [...new Set<NamedRole>([...customer_roles, ...staff_roles])],
}

/** Adds the options that limit a credential, a new one or one that is to be changed. */
export function withLimits(command: Command, { scopes, roles }: Offered = of_customers): Command {
  return command
    .option(
      '--spend-cap <amount>',
      'what it may order in a calendar month: "1000 USD", or none',
      readSpendCap,
    )
    .addOption(new Option('--as <role>', 'what it may, as a role').choices(roles).conflicts('scopes'))
    .option('--scopes <scopes>', `what it may, separated by commas: ${scopes.join(', ')}`, (text) =>
      readScopes(text, scopes),
    )
    .option('--expires <time>', 'when it ends: 2027-01-31, 2027-01-31T12:00:00Z, or never', readExpiry)
}

/** Those that were said, as the API has them. */
export function limitsOf({ spendCap, scopes, as, expires }: LimitFlags) {
  return {
    ...(spendCap === undefined ? {} : { spend_cap: spendCap === 'none' ? null : spendCap }),
    ...(scopes === undefined ? {} : { scopes }),
    ...(as === undefined ? {} : { acts_as: as }),
    ...(expires === undefined ? {} : { expires_at: expires === 'never' ? null : expires }),
  }
}

function readSpendCap(text: string): SpendCap | 'none' {
  if (text.trim() === 'none') return 'none'
  const [, amount, currency] = /^(\S+?)\s*([A-Z]{3})$/.exec(text.trim()) ?? []
  if (amount === undefined || currency === undefined) {
    throw new InvalidArgumentError('An amount and a currency, such as "1000 USD", or none.')
  }
  const amount_minor = minorAmount(amount, currency)
  if (amount_minor !== undefined) return { amount_minor, currency }
  throw new InvalidArgumentError(
    `${amount} is no amount with at most ${minorDigits(currency)} digits behind the point, as ${currency} has.`,
  )
}

function readScopes(text: string, offered: readonly CredentialScope[]): CredentialScope[] {
  const given = text.split(',').map((scope) => scope.trim())
  const unknown = given.filter((scope) => !offered.includes(scope as CredentialScope))
  if (unknown.length === 0) return given as CredentialScope[]
  throw new InvalidArgumentError(`There is no scope ${unknown.join(', ')}; there are ${offered.join(', ')}.`)
}

function readExpiry(text: string): string {
  if (text.trim() === 'never') return 'never'
  const time = new Date(text)
  if (/^\d{4}-/.test(text) && !Number.isNaN(time.getTime())) return time.toISOString()
  throw new InvalidArgumentError('A day or a time, such as 2027-01-31 or 2027-01-31T12:00:00Z, or never.')
}
