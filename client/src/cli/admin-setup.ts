import { Command } from 'commander'
import type { SetupChange, SetupInput, SetupPlan } from '../admin.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { type OutputFlags, print, say, withOutput } from './output.ts'
import { json, printableLine } from './printable.ts'
import { readJsonFile } from './read-json-file.ts'

export function adminExportCommand(): Command {
  const command = new Command('export')
    .description(
      'Customers, contracts, what these may order and who carries it out, as one file of JSON without secrets',
    )
    .option('--contract <id>', 'only this one and its customer')
  return withConnection(command).action(exportAll)
}

export function adminApplyCommand(): Command {
  const command = new Command('apply')
    .description('Make what such a file says, all of it or nothing; what it does not name stays as it is')
    .argument('<file>', 'as swath admin export writes it; - is the input')
    .option('--dry-run', 'say what would change, and change nothing')
  return withConnection(withOutput(command)).action(apply)
}

async function exportAll({ contract: contract_id, ...flags }: ConnectionFlags): Promise<void> {
  const { admin } = await clientOf(flags)
  say(json(await admin.exportSetup(contract_id === undefined ? {} : { contract_id }), 2))
}

async function apply(file: string, flags: ConnectionFlags & OutputFlags & { dryRun?: true }): Promise<void> {
  const setup = await readJsonFile<SetupInput>(file)
  const { admin } = await clientOf(flags)
  const plan = await (flags.dryRun ? admin.planSetup(setup) : admin.applySetup(setup))
  print(flags, plan, () => textOf(plan))
}

function textOf({ dry_run, changes, unnamed }: SetupPlan): string {
  const { organisations, contracts, skus, restricted_areas, providers } = unnamed
  const sum =
    changes.length === 0 ? 'Nothing differs.' : `${changes.length} ${dry_run ? 'would change' : 'changed'}.`
  return [
    ...changes.flatMap(linesOf),
    ...(changes.length === 0 ? [] : ['']),
    dry_run ? `${sum} This was a dry run: nothing was changed.` : sum,
    `Not named, and left as they are: ${organisations} customers, ${contracts} contracts, ${skus} SKUs of those named, ${restricted_areas} restricted areas, ${providers} providers.`,
  ].join('\n')
}

function linesOf({ action, what, id, contract_id, fields }: SetupChange): string[] {
  const head = `${action} ${what.replace('_', ' ')} ${id}${contract_id === null ? '' : ` of ${contract_id}`}`
  const told = fields.map(({ field, before, after }) => {
    const is = after === null ? 'none' : json(after)
    return `  ${field}: ${before === null ? is : `${json(before)} -> ${is}`}`
  })
  return [head, ...told].map(printableLine)
}
