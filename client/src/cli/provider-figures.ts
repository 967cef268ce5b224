import type { Command } from 'commander'
import { type ConnectionFlags, clientOf } from './connection.ts'
import { facts, type OutputFlags, print } from './output.ts'

/** Makes a command about a provider one that tells its figures. */
export function tellsFigures(command: Command): Command {
  return command
    .option('--from <time>', 'given at that time or later; else 30 days before the end')
    .option('--until <time>', 'given before that time; else until now')
    .action(figures)
}

interface Flags extends ConnectionFlags, OutputFlags {
  from?: string
  until?: string
}

async function figures(name: string, flags: Flags): Promise<void> {
  const { from, until } = flags
  const period = { ...(from && { from }), ...(until && { until }) }
  const found = await (await clientOf(flags)).providers.figures(name, period)
  print(flags, found, () =>
    facts({
      from: `${found.from}${found.is_whole ? '' : ' (before it there are too many to count)'}`,
      until: found.until,
      'given to it': found.tasked,
      'refused by it': found.refused,
      failed: found.failed,
      delivered: found.delivered,
      'gone to another': found.rerouted,
      answers: within(found.answer_p50_s, found.answer_p95_s),
      'delivers after an image': within(found.deliver_p50_s, found.deliver_p95_s),
    }),
  )
}

const within = (half_s: number | null, most_s: number | null) =>
  half_s === null ? null : `half within ${half_s} s, 95 % within ${most_s} s`
