import type { CommandFile, ConstellationElements, ConstellationPlan } from '@swath/contract/planner-provider'
import type { Command } from 'commander'
import { type ConnectionFlags, clientOf } from './connection.ts'
import { minutes, type OutputFlags, print } from './output.ts'
import { table } from './table.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  csv?: true
  format?: string
}

/** Makes a command about a provider one that tells how its satellites are planned. */
export const tellsPlan = (command: Command): Command => command.action(plan)

/** Makes a command about a provider one that tells how well the orbits of its satellites are known. */
export const tellsElements = (command: Command): Command => command.action(elements)

/** Makes a command about a provider one that tells what a satellite does on a day. */
export function tellsCommands(command: Command): Command {
  return command
    .argument('<satellite>', 'its name in the elements of the provider')
    .argument('<date>', 'a day of UTC, such as 2026-12-01')
    .option('--csv', 'a table for a mission system, wherever the output goes')
    .option('--format <name>', 'likewise, in another format that the server knows')
    .action(commands)
}

async function plan(name: string, flags: Flags): Promise<void> {
  const found = await (await clientOf(flags)).providers.plan(name)
  print(flags, found, () => describe(found))
}

function describe({ files, unplanned }: ConstellationPlan): string {
  const planned = files.map(({ satellite_name, date, commands }) => {
    const frozen = commands.filter(({ is_frozen }) => is_frozen).length
    return [satellite_name, date, commands.length, frozen]
  })
  const waiting = unplanned.map((one) => [
    one.capture_id,
    one.order_id,
    one.priority_class,
    one.obstacle,
    one.capture_ids.join(', '),
  ])
  const tables = [table(['satellite', 'day', 'images', 'commanded'], planned)]
  if (waiting.length > 0) {
    const header = ['without a pass', 'order', 'class', 'limit', 'who has it']
    tables.push(table(header, waiting))
  }
  return tables.join('\n\n')
}

async function elements(name: string, flags: Flags): Promise<void> {
  const found = await (await clientOf(flags)).providers.elements(name)
  print(flags, found, () => tableOfAges(found))
}

const words = { good: 'good', old: 'old', too_old: 'TOO OLD' }

function tableOfAges({ satellites, allowed_timing_error_s }: ConstellationElements): string {
  const header = ['satellite', 'elements of', 'days old', 'error s', 'error km', 'they are', 'too old']
  const rows = satellites.map((one) => [
    one.satellite_name,
    minutes(one.epoch),
    Number(one.age_days.toFixed(1)),
    Number(one.timing_error_s.toFixed(2)),
    Number(one.along_track_error_km.toFixed(1)),
    words[one.state],
    minutes(one.too_old_at),
  ])
  const allowed = `Passes that may be off by more than ${allowed_timing_error_s} s are neither offered nor planned.`
  return `${table(header, rows)}\n\n${allowed}`
}

async function commands(name: string, satellite: string, date: string, flags: Flags): Promise<void> {
  const { providers } = await clientOf(flags)
  const format = flags.format ?? (flags.csv && 'csv')
  if (format) {
    const file = await providers.openCommandFile(name, satellite, date, { format })
    process.stdout.write(await file.text())
    return
  }
  const file = await providers.commandFile(name, satellite, date)
  print(flags, file, () => tableOf(file))
}

function tableOf({ commands }: CommandFile): string {
  const header = ['UTC', 'latitude', 'longitude', 'off nadir', 'class', 'order', 'capture', '']
  return table(
    header,
    commands.map((one) => [
      minutes(one.start),
      one.lat.toFixed(4),
      one.lon.toFixed(4),
      Number(one.off_nadir_deg.toFixed(1)),
      one.priority_class,
      one.order_id,
      one.capture_id,
      one.is_frozen ? 'commanded' : '',
    ]),
  )
}
