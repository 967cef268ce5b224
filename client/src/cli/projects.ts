import type { Project } from '@swath/contract/projects'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { facts, minutes, note, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

type Flags = ConnectionFlags & OutputFlags

export function projectsCommand(): Command {
  const list = new Command('list').description('The projects of the contract')
  const create = new Command('create')
    .description('Make a project; an order makes its own, if the name is new')
    .argument('<name>', 'unique in the contract')
  const rename = new Command('rename')
    .description('Give a project another name; its orders stay in it')
    .argument('<project_id>', 'swath projects list tells which there are')
    .argument('<name>', 'the new one')
  const remove = new Command('remove')
    .description('Remove a project that has no orders')
    .argument('<project_id>', 'swath projects list tells which there are')
  return new Command('projects')
    .description('Folders for orders')
    .addCommand(withConnection(withOutput(list)).action(listAll))
    .addCommand(
      withConnection(withOutput(create)).action(async (name: string, flags: Flags) =>
        show(flags, await (await clientOf(flags)).projects.create(name)),
      ),
    )
    .addCommand(
      withConnection(withOutput(rename)).action(async (project_id: string, name: string, flags: Flags) =>
        show(flags, await (await clientOf(flags)).projects.rename(project_id, name)),
      ),
    )
    .addCommand(
      withConnection(remove).action(async (project_id: string, flags: Flags) => {
        await (await clientOf(flags)).projects.remove(project_id)
        note(`${project_id} is removed`)
      }),
    )
}

async function listAll(flags: Flags): Promise<void> {
  const projects = await (await clientOf(flags)).projects.list().all()
  print(flags, projects, () =>
    table(
      ['project', 'name', 'created'],
      projects.map(({ project_id, project_name, created_at }) => [
        project_id,
        project_name,
        minutes(created_at),
      ]),
    ),
  )
}

function show(flags: Flags, project: Project) {
  print(flags, project, () => facts({ project: project.project_id, name: project.project_name }))
}
