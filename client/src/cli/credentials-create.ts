import type { SpendCap } from '@swath/contract/accounts'
import { Command, InvalidArgumentError } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { facts, type OutputFlags, print, withOutput } from './output.ts'

export function credentialsCreateCommand(): Command {
  const command = new Command('create')
    .description('Make a credential; its secret is shown this once')
    .argument('<name>', 'what it is for')
    .option('--spend-cap <amount>', 'what it may order in a calendar month, such as "1000 USD"', readSpendCap)
  return withConnection(withOutput(command)).action(create)
}

type Flags = ConnectionFlags & OutputFlags & { spendCap?: SpendCap }

/** For the contract that was said, or else for all of the credential that asks. */
async function create(name: string, flags: Flags): Promise<void> {
  const made = await (await clientOf(flags)).apiCredentials.create({
    name,
    spend_cap: flags.spendCap ?? null,
    ...(flags.contract ? { contract_ids: [flags.contract] } : {}),
  })
  const { client_id, client_secret } = made
  print(flags, made, () => facts({ 'client id': client_id, 'client secret': client_secret }))
}

function readSpendCap(text: string): SpendCap {
  const [, amount, currency] = /^(\d+(?:\.\d+)?)\s*([A-Z]{3})$/.exec(text.trim()) ?? []
  if (amount === undefined || currency === undefined) {
    throw new InvalidArgumentError('An amount and a currency, such as "1000 USD".')
  }
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions()
  const amount_minor = Number(amount) * 10 ** digits
  const rounded = Math.round(amount_minor)
  if (Math.abs(amount_minor - rounded) < 1e-6) return { amount_minor: rounded, currency }
  throw new InvalidArgumentError(`${currency} has ${digits} digits behind the point.`)
}
