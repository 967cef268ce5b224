import type { Contract, UpdateContract } from '@swath/contract/contracts'
import { Command } from 'commander'
import { agreementCommands } from './admin-agreements.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { facts, minutes, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

type Flags = ConnectionFlags & OutputFlags

export function adminContractsCommand(): Command {
  const command = new Command('contracts')
    .description('Contracts of customers')
    .addCommand(listCommand())
    .addCommand(createCommand())
    .addCommand(
      changeCommand('suspend', 'Nothing new can be ordered; reads and what was ordered go on')
        .argument('<reason>', 'which is told whoever tries to order')
        .action((id: string, reason: string, flags: Flags) => change(id, { suspension: { reason } }, flags)),
    )
    .addCommand(
      changeCommand('resume', 'Let a suspended contract order again').action((id: string, flags: Flags) =>
        change(id, { suspension: null }, flags),
      ),
    )
    .addCommand(
      changeCommand('end', 'From a time on nothing new can be ordered')
        .argument('<time>', 'such as 2027-01-01T00:00:00Z; never takes the end away')
        .action((id: string, time: string, flags: Flags) =>
          change(id, { ends_at: time === 'never' ? null : time }, flags),
        ),
    )
    .addCommand(
      changeCommand('time-zone', 'Months of statements begin and end at midnight there, from the next one on')
        .argument('<zone>', 'such as Europe/Madrid')
        .action((id: string, time_zone: string, flags: Flags) => change(id, { time_zone }, flags)),
    )
    .addCommand(
      changeCommand('rename', 'Give a contract another name')
        .argument('<name>', 'the new one')
        .action((id: string, name: string, flags: Flags) => change(id, { name }, flags)),
    )
  for (const one of agreementCommands()) command.addCommand(one)
  return command
}

function listCommand(): Command {
  const command = new Command('list').description('The contracts of all customers, by name')
  return withConnection(withOutput(command)).action(list)
}

function createCommand(): Command {
  const command = new Command('create')
    .description('A contract of a customer; give it something to order with: swath admin skus')
    .argument('<organisation_id>', 'swath admin organisations list tells which there are')
    .argument('<name>', 'as the customer calls it')
    .option('--currency <code>', 'of all its prices, for good', 'USD')
    .option('--time-zone <zone>', 'months of statements begin and end at midnight there', 'UTC')
    .option('--ends <time>', 'from then on nothing new can be ordered')
  return withConnection(withOutput(command)).action(create)
}

function changeCommand(name: string, description: string): Command {
  const command = new Command(name)
    .description(description)
    .argument('<contract_id>', 'swath admin contracts list tells which there are')
  return withConnection(withOutput(command))
}

async function list(flags: Flags): Promise<void> {
  const all = await (await clientOf(flags)).admin.contracts().all()
  print(flags, all, () =>
    table(
      ['contract', 'name', 'customer', 'currency', 'status', 'ends'],
      all.map(({ contract_id, name, organisation_name, currency, status, ends_at }) => [
        contract_id,
        name,
        organisation_name,
        currency,
        status,
        minutes(ends_at) || 'never',
      ]),
    ),
  )
}

async function create(
  organisation_id: string,
  name: string,
  flags: Flags & { currency: string; timeZone: string; ends?: string },
): Promise<void> {
  const { currency, timeZone: time_zone, ends: ends_at = null } = flags
  show(
    flags,
    await (await clientOf(flags)).admin.createContract({
      organisation_id,
      name,
      currency,
      time_zone,
      ends_at,
    }),
  )
}

async function change(contract_id: string, to: UpdateContract, flags: Flags): Promise<void> {
  show(flags, await (await clientOf(flags)).admin.updateContract(contract_id, to))
}

function show(flags: Flags, one: Contract) {
  const { contract_id, name, organisation_name, currency, time_zone, status, suspension, ends_at } = one
  print(flags, one, () =>
    facts({
      contract: contract_id,
      name,
      customer: organisation_name,
      currency,
      'time zone': time_zone,
      status,
      reason: suspension?.reason,
      ends: minutes(ends_at) || 'never',
    }),
  )
}
