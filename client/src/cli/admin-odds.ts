import type { OddsReliability } from '@swath/contract/odds'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

export function adminOddsCommand(): Command {
  const command = new Command('odds')
    .description('Whether as many skies were clear as the climate foretells')
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

function describe({ bins, images, foretold_share, clear_share, is_whole, from }: OddsReliability): string {
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
  return [table(['likely to be clear', 'images', 'foretold', 'clear'], [...rows, all]), ...cut].join('\n')
}

const percent = (share: number | null) => (share === null ? '' : `${Math.round(1000 * share) / 10} %`)
