import type { Area } from '@swath/contract/areas'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { facts, note, type OutputFlags, print, withOutput } from './output.ts'
import { named_place_help, readOrderedPlaces } from './place.ts'
import { requireSavedArea } from './saved-areas.ts'
import { table } from './table.ts'

type Flags = ConnectionFlags & OutputFlags

export function areasCommand(): Command {
  return new Command('areas')
    .description('Areas that the contract keeps by name; the name can be the place of other commands')
    .addCommand(listCommand())
    .addCommand(saveCommand())
    .addCommand(showCommand())
    .addCommand(changeCommand())
    .addCommand(removeCommand())
}

const oneCommand = (name: string, description: string) =>
  new Command(name).description(description).argument('<area>', 'its name, or its id')

function listCommand(): Command {
  const command = new Command('list')
    .description('Areas, by name; as JSON with their shapes')
    .option('--project <name>', 'only of this project')
  return withConnection(withOutput(command)).action(list)
}

async function list(flags: Flags & { project?: string }): Promise<void> {
  const { areas } = await clientOf(flags)
  const found = await areas.list({ project_name: flags.project, limit: 1000 }).all()
  print(flags, found, () =>
    table(
      ['area', 'name', 'project', 'km2', 'shape'],
      found.map(({ area_id, area_name, project_name, area_km2, geometry }) => {
        return [area_id, area_name, project_name, kmOf(area_km2), geometry.type]
      }),
    ),
  )
}

const kmOf = (area_km2: number) => (area_km2 === 0 ? '' : Number(area_km2.toPrecision(6)))

function saveCommand(): Command {
  const command = new Command('save')
    .description('Keep an area by name; several areas of a file are one')
    .argument('<name>', 'which is unique in the project')
    .argument('<place>', named_place_help)
    .option('--project <name>', 'in this project, made if it is new; default without it')
  return withConnection(withOutput(command)).action(save)
}

async function save(name: string, given: string, flags: Flags & { project?: string }): Promise<void> {
  const swath = await clientOf(flags)
  const [place] = await readOrderedPlaces([given], 'united', swath)
  const kept = await swath.areas.create({
    area_name: name,
    geometry: place!.geometry,
    ...(flags.project ? { project_name: flags.project } : {}),
  })
  print(flags, kept, () => describe(kept))
}

function showCommand(): Command {
  return withConnection(withOutput(oneCommand('show', 'One area; as JSON with its shape'))).action(show)
}

async function show(name: string, flags: Flags): Promise<void> {
  const area = await requireSavedArea(await clientOf(flags), name)
  print(flags, area, () => describe(area))
}

const describe = ({ area_id, area_name, project_name, area_km2, geometry, updated_at }: Area) =>
  facts({
    area: area_id,
    name: area_name,
    project: project_name,
    km2: kmOf(area_km2),
    shape: geometry.type,
    changed: updated_at,
  })

function changeCommand(): Command {
  const command = oneCommand('change', 'Give an area another name, project or shape; orders stay as they are')
    .option('--name <name>', 'the new name')
    .option('--project <name>', 'the project to which it goes')
    .option('--place <place>', `the new shape: ${named_place_help}`)
  return withConnection(withOutput(command)).action(change)
}

type ChangeFlags = Flags & { name?: string; project?: string; place?: string }

async function change(name: string, flags: ChangeFlags): Promise<void> {
  const { name: area_name, project: project_name, place: given } = flags
  if (!area_name && !project_name && !given) throw new Error('Say --name, --project or --place')
  const swath = await clientOf(flags)
  const { area_id } = await requireSavedArea(swath, name)
  const [place] = given ? await readOrderedPlaces([given], 'united', swath) : []
  const changed = await swath.areas.change(area_id, {
    ...(area_name ? { area_name } : {}),
    ...(project_name ? { project_name } : {}),
    ...(place ? { geometry: place.geometry } : {}),
  })
  print(flags, changed, () => describe(changed))
}

function removeCommand(): Command {
  return withConnection(oneCommand('remove', 'Keep an area no longer; orders stay as they are')).action(
    remove,
  )
}

async function remove(name: string, flags: ConnectionFlags): Promise<void> {
  const swath = await clientOf(flags)
  const { area_id, area_name } = await requireSavedArea(swath, name)
  await swath.areas.remove(area_id)
  note(`${area_name} is kept no longer`)
}
