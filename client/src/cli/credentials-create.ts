import type { SpendCap } from '@swath/contract/accounts'
import { minorAmount, minorDigits } from '@swath/contract/money'
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
  const [, amount, currency] = /^(\S+?)\s*([A-Z]{3})$/.exec(text.trim()) ?? []
  if (amount === undefined || currency === undefined) {
    throw new InvalidArgumentError('An amount and a currency, such as "1000 USD".')
  }
  const amount_minor = minorAmount(amount, currency)
  if (amount_minor !== undefined) return { amount_minor, currency }
  throw new InvalidArgumentError(
    `${amount} is no amount with at most ${minorDigits(currency)} digits behind the point, as ${currency} has.`,
  )
}
