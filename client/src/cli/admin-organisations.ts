import type { Organisation } from '@swath/contract/contracts'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { facts, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

type Flags = ConnectionFlags & OutputFlags

export function adminOrganisationsCommand(): Command {
  const list = new Command('list').description('The customers, by name')
  const create = new Command('create')
    .description('A new customer, still without a contract')
    .argument('<name>', 'as its people call it')
  const rename = new Command('rename')
    .description('Give a customer another name')
    .argument('<organisation_id>', 'swath admin organisations list tells which there are')
    .argument('<name>', 'the new one')
  return new Command('organisations')
    .description('Customers')
    .addCommand(withConnection(withOutput(list)).action(listAll))
    .addCommand(withConnection(withOutput(create)).action(createOne))
    .addCommand(withConnection(withOutput(rename)).action(renameOne))
}

async function listAll(flags: Flags): Promise<void> {
  const all = await (await clientOf(flags)).admin.organisations().all()
  print(flags, all, () =>
    table(
      ['organisation', 'name', 'contracts'],
      all.map((one) => [one.organisation_id, one.name, one.contract_ids.length]),
    ),
  )
}

async function createOne(name: string, flags: Flags): Promise<void> {
  show(flags, await (await clientOf(flags)).admin.createOrganisation({ name }))
}

async function renameOne(organisation_id: string, name: string, flags: Flags): Promise<void> {
  show(flags, await (await clientOf(flags)).admin.renameOrganisation(organisation_id, name))
}

function show(flags: Flags, one: Organisation) {
  const { organisation_id, name, contract_ids } = one
  print(flags, one, () => facts({ organisation: organisation_id, name, contracts: contract_ids.join(', ') }))
}
