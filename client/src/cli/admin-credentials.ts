import type { Credential } from '@swath/contract/accounts'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { mayOf } from './credentials-list.ts'
import { type LimitFlags, limitsOf, of_all, withLimits } from './credentials-options.ts'
import { facts, minutes, note, type OutputFlags, print, withOutput } from './output.ts'
import { repeated } from './repeated.ts'
import { table } from './table.ts'

export function adminCredentialsCommand(): Command {
  return new Command('credentials')
    .description('Credentials of customers, providers and operators')
    .addCommand(listCommand())
    .addCommand(createCommand())
    .addCommand(identifyCommand())
    .addCommand(revokeCommand())
}

const listCommand = () =>
  withConnection(withOutput(new Command('list').description('All of them, oldest first'))).action(list)

function createCommand(): Command {
  const command = new Command('create')
    .description('Make a credential; its secret is shown this once')
    .argument('<name>', 'who or what it is for')
    .option(
      '--contract <id>',
      'of a customer: a contract that it reaches; several times for several',
      repeated,
    )
    .option('--provider <name>', 'of a provider: as Swath knows it')
    .option('--operator', 'of an operator: somebody of your staff')
  return withConnection(withOutput(withLimits(command, of_all))).action(create)
}

const identifyCommand = () =>
  withConnection(
    new Command('identify')
      .description(
        'Take tokens of the other issuer for a credential, as which they name it; without a name no more',
      )
      .argument('<client_id>', 'swath admin credentials list tells which there are')
      .argument('[subject]', 'the claim sub of its tokens'),
  ).action(identify)

const revokeCommand = () =>
  withConnection(
    new Command('revoke')
      .description('End a credential for good and at once, with its tokens and what it has made')
      .argument('<client_id>', 'swath admin credentials list tells which there are'),
  ).action(revoke)

async function list(flags: ConnectionFlags & OutputFlags): Promise<void> {
  const all = await (await clientOf(flags)).credentials.list().all()
  const header = ['client id', 'name', 'role', 'may', 'last used', 'expires', 'reaches']
  print(flags, all, () => table(header, all.map(rowOf)))
}

function rowOf(credential: Credential) {
  const { client_id, name, role, last_used_at, expires_at, contract_ids, provider } = credential
  const [used, ends] = [minutes(last_used_at) || 'never', minutes(expires_at) || 'never']
  return [client_id, name, role, mayOf(credential), used, ends, provider ?? contract_ids.join(', ')]
}

type CreateFlags = Omit<ConnectionFlags, 'contract'> &
  OutputFlags &
  LimitFlags & { contract?: string[]; provider?: string; operator?: true }

async function create(name: string, { contract, ...flags }: CreateFlags): Promise<void> {
  const { provider, operator } = flags
  const made = await (await clientOf(flags)).credentials.create({
    name,
    ...limitsOf(flags),
    ...(contract && { contract_ids: contract }),
    ...(provider !== undefined && { provider }),
    ...(operator && { operator }),
  })
  const { client_id, client_secret, role, scopes } = made
  print(flags, made, () =>
    facts({ role, scopes: scopes.join(', '), 'client id': client_id, 'client secret': client_secret }),
  )
}

async function identify(
  client_id: string,
  subject: string | undefined,
  flags: ConnectionFlags,
): Promise<void> {
  await (await clientOf(flags)).credentials.identify(client_id, subject ?? null)
  note(subject === undefined ? `${client_id} has no other tokens any more` : `${client_id} is ${subject}`)
}

async function revoke(client_id: string, flags: ConnectionFlags): Promise<void> {
  await (await clientOf(flags)).credentials.revoke(client_id)
  note(`${client_id} has ended, with its tokens`)
}
