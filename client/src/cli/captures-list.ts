import { capture_statuses } from '@swath/contract/states'
import { Command, Option } from 'commander'
import type { CaptureFilter } from '../captures.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { wholeNumber } from './numbers.ts'
import { minutes, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  order?: string
  status?: (typeof capture_statuses)[number]
  limit: number
}

export function capturesListCommand(): Command {
  const command = new Command('list')
    .description('Captures, newest first')
    .option('--order <id>', 'only of this order')
    .addOption(new Option('--status <status>', 'only these').choices(capture_statuses))
    .option('--limit <count>', 'at most so many', wholeNumber(1, 100_000), 25)
  return withConnection(withOutput(command)).action(list)
}

async function list(flags: Flags): Promise<void> {
  const filter: CaptureFilter = {
    order_id: flags.order,
    status: flags.status,
    sort: '-created_at',
    limit: Math.min(flags.limit, 1000),
  }
  const captures = await (await clientOf(flags)).captures.list(filter).all(flags.limit)
  print(flags, captures, () =>
    table(
      ['capture', 'order', 'part', 'attempt', 'status', 'reason', 'pass (UTC)', 'satellite', 'clouds (%)'],
      captures.map((one) => [
        one.capture_id,
        one.order_id,
        one.strip,
        one.attempt,
        one.status,
        one.reason_code,
        minutes(one.access?.start),
        one.access?.satellite_name,
        one.cloud_cover_pct,
      ]),
    ),
  )
}
