import { type ServiceLevel, type ServiceStage, service_stages } from '@swath/contract/service-levels'
import { Command, Option } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  sku?: string
  stage?: ServiceStage
  from?: string
  to?: string
}

export function serviceLevelsCommand(): Command {
  return serviceLevels('How long orders took, by month, SKU and stage').action(async (flags: Flags) => {
    tell(flags, await (await clientOf(flags)).consumption.serviceLevels(filterOf(flags)).all())
  })
}

export function adminServiceLevelsCommand(): Command {
  return serviceLevels('How long orders of all contracts took, or of the one of --contract').action(
    async (flags: Flags) => {
      const of_contract = flags.contract ? { contract_id: flags.contract } : {}
      const filter = { ...filterOf(flags), ...of_contract }
      tell(flags, await (await clientOf(flags)).desk.serviceLevels(filter).all())
    },
  )
}

function serviceLevels(about: string): Command {
  const command = new Command('service-levels')
    .description(about)
    .option('--sku <sku>', 'only this product')
    .addOption(new Option('--stage <stage>', 'only this one').choices(Object.keys(service_stages)))
    .option('--from <time>', 'ended at that time or later')
    .option('--to <time>', 'ended before that time')
  return withConnection(withOutput(command))
}

function filterOf({ sku, stage, from, to }: Flags) {
  return {
    ...(sku ? { sku } : {}),
    ...(stage ? { stage } : {}),
    ...(from ? { ended_at__gte: from } : {}),
    ...(to ? { ended_at__lt: to } : {}),
  }
}

function tell(flags: Flags, levels: readonly ServiceLevel[]) {
  const hours = (seconds: number) => (seconds / 3600).toFixed(2)
  print(flags, levels, () =>
    table(
      [
        'month',
        'sku',
        'stage',
        'count',
        'half within h',
        '95 % within h',
        'at most h',
        'promised h',
        'missed',
      ],
      levels.map((one) => [
        ...[one.month, one.sku, one.stage, one.count, hours(one.p50_s), hours(one.p95_s), hours(one.max_s)],
        ...[one.promised_hours, one.missed],
      ]),
    ),
  )
}
