import { Command } from 'commander'
import type { RestrictedArea } from '../restricted-areas.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { facts, note, type OutputFlags, print, withOutput } from './output.ts'
import { place_help, readOrderedPlaces } from './place.ts'
import { repeated } from './repeated.ts'
import { table } from './table.ts'

type Flags = ConnectionFlags & OutputFlags

export function adminAreasCommand(): Command {
  const list = new Command('list').description('Areas in which orders are refused or wait, by name')
  const remove = new Command('remove')
    .description('Lift a restriction; orders that wait for the order desk go on waiting')
    .argument('<area_id>', 'swath admin areas list tells which there are')
  return new Command('areas')
    .description('Restricted areas, for what is ordered from now on; orders that run go on')
    .addCommand(withConnection(withOutput(list)).action(listAll))
    .addCommand(restrictCommand())
    .addCommand(withConnection(remove).action(removeOne))
}

function restrictCommand(): Command {
  const command = new Command('restrict')
    .description('Restrict an area')
    .argument('<name>', 'as it is told to whoever orders there')
    .argument('<place>', place_help)
    .requiredOption('--reason <text>', 'why, as it is told to whoever orders there')
    .option('--approval', 'orders there wait for the order desk, instead of being refused')
    .option(
      '--except <organisation_id>',
      'a customer who may order there; several times for several',
      repeated,
    )
    .option('--instead-of <area_id>', 'change this area to that, for what is ordered from now on')
  return withConnection(withOutput(command)).action(restrict)
}

async function listAll(flags: Flags): Promise<void> {
  const all = await (await clientOf(flags)).restrictedAreas.list().all()
  const header = ['area', 'name', 'orders there', 'but for', 'reason']
  print(flags, all, () => table(header, all.map(rowOf)))
}

function rowOf({ area_id, name, rule, except_organisation_ids, reason }: RestrictedArea) {
  return [area_id, name, rule === 'refuse' ? 'refused' : 'wait', except_organisation_ids.join(', '), reason]
}

type RestrictFlags = Flags & { reason: string; approval?: true; except?: string[]; insteadOf?: string }

async function restrict(name: string, given: string, flags: RestrictFlags): Promise<void> {
  const [place] = await readOrderedPlaces([given], 'united')
  const { reason, approval, except: except_organisation_ids = [], insteadOf: former } = flags
  const rule = approval ? 'approval' : 'refuse'
  const area = { name, reason, rule, except_organisation_ids, geometry: place!.geometry } as const
  const { restrictedAreas } = await clientOf(flags)
  const made = await (former ? restrictedAreas.replace(former, area) : restrictedAreas.create(area))
  print(flags, made, () => facts({ area: made.area_id, name, rule, reason }))
}

async function removeOne(area_id: string, flags: ConnectionFlags): Promise<void> {
  await (await clientOf(flags)).restrictedAreas.remove(area_id)
  note(`${area_id} is not restricted any more`)
}
