import type { KeptPromises, OddsReliability } from '@swath/contract/odds'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

export function adminOddsCommand(): Command {
  const command = new Command('odds')
    .description('Whether as many skies were clear as the climate foretells, and as customers were told')
    .option('--from <time>', 'images of that time or later; else of 365 days before the end')
    .option('--until <time>', 'images before that time; else until now')
  return withConnection(withOutput(command)).action(odds)
}

interface Flags extends ConnectionFlags, OutputFlags {
  from?: string
  until?: string
}

async function odds(flags: Flags): Promise<void> {
  const { from, until } = flags
  const period = { ...(from && { from }), ...(until && { until }) }
  const found = await (await clientOf(flags)).desk.oddsReliability(period)
  print(flags, found, () => describe(found))
}

function describe(found: OddsReliability): string {
  const { bins, images, foretold_share, clear_share, is_whole, from, promises } = found
  const rows = bins
    .filter((bin) => bin.images > 0)
    .map((bin) => [
      `${percent(bin.from)} to ${percent(bin.to)}`,
      bin.images,
      percent(bin.foretold_share),
      percent(bin.clear_share),
    ])
  const all = ['in all', images, percent(foretold_share), percent(clear_share)]
  const cut = is_whole ? [] : [`There are too many to count: these are the newest, since ${from}`]
  const skies = table(['likely to be clear', 'images', 'foretold', 'clear'], [...rows, all])
  const kept = promises.length === 0 ? [] : ['', promisesAsTable(promises)]
  return [skies, ...cut, ...kept].join('\n')
}

function promisesAsTable(promises: readonly KeptPromises[]): string {
  const rows = promises.flatMap(({ basis, bins, orders, promised_share, kept_share }) => [
    ...bins
      .filter((bin) => bin.orders > 0)
      .map((bin) => [
        basis,
        `${percent(bin.from)} to ${percent(bin.to)}`,
        bin.orders,
        percent(bin.promised_share),
        percent(bin.kept_share),
      ]),
    [basis, 'in all', orders, percent(promised_share), percent(kept_share)],
  ])
  return table(['odds by', 'told before ordering', 'orders', 'promised', 'kept'], rows)
}

const percent = (share: number | null) => (share === null ? '' : `${Math.round(1000 * share) / 10} %`)
