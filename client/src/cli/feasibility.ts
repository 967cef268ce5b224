import type { Analysis, AnalysisBatch, Relaxation } from '@swath/contract/feasibility'
import { Command } from 'commander'
import type { SwathClient } from '../client.ts'
import type { NewOrder } from '../orders.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { exit_codes } from './failures.ts'
import { type NewOrderFlags, newOrders, withNewOrder } from './new-order.ts'
import { wholeNumber } from './numbers.ts'
import { minutes, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

interface Flags extends NewOrderFlags, ConnectionFlags, OutputFlags {
  limit: number
}

export function feasibilityCommand(): Command {
  const command = withNewOrder(new Command('feasibility'))
    .description(
      'When an order could be collected, or each of up to 100; free, and nothing is ordered. Ends with 1 if one could not',
    )
    .option('--limit <count>', 'at most so many opportunities', wholeNumber(1, 1000), 20)
  return withConnection(withOutput(command)).action(analyse)
}

async function analyse(places: string[], flags: Flags): Promise<void> {
  const swath = await clientOf(flags)
  const [order, ...more] = await newOrders(swath, places, flags)
  if (order && more.length > 0) return analyseAll(swath, [order, ...more], flags)
  const analysis = await swath.feasibility.analyse(order!, { limit: flags.limit })
  print(flags, analysis, () => describe(analysis))
  if (analysis.status === 'FAILED') process.exitCode = exit_codes.away
  else if (!analysis.feasible) process.exitCode = exit_codes.partly
}

/** Each of many places is told with its first passes only. */
const most_of_each = 20

async function analyseAll(swath: SwathClient, orders: readonly NewOrder[], flags: Flags): Promise<void> {
  const batch = await swath.feasibility.analyseAll(orders, { limit: Math.min(flags.limit, most_of_each) })
  const names = orders.map(({ properties }) => properties.order_name)
  print(flags, batch, () => describeAll(batch, names))
  if (batch.feasible < orders.length) process.exitCode = exit_codes.partly
}

/** Each place with its first pass, or why it has none. */
export function describeAll({ results, feasible }: AnalysisBatch, names: readonly string[]): string {
  const rows = results.map(({ index, analysis, error }) => {
    const [first] = analysis?.opportunities ?? []
    const said = analysis?.message ?? error?.message ?? ''
    return [names[index] ?? '', first ? minutes(first.start) : '', first?.satellite_name ?? '', said]
  })
  const found = table(['place', 'first pass (UTC)', 'satellite', 'in all'], rows)
  return [found, `${feasible} of ${results.length} could be collected`].join('\n')
}

export function describe(analysis: Analysis): string {
  const { message, opportunities, constraint, relaxations, has_more, geometry, odds, coverage } = analysis
  if (opportunities.length === 0) {
    const why = new Set([message, constraint?.message ?? message])
    return [...why, ...changes(relaxations ?? [])].join('\n')
  }
  const has_parts = geometry.type === 'MultiPolygon'
  const rows = opportunities.map((one) => [
    minutes(one.start),
    ...(has_parts ? [one.parts?.join(', ') ?? ''] : []),
    one.satellite_name,
    degrees(one.off_nadir_deg),
    degrees(one.sun_elevation_deg),
    one.clear_probability === null ? '' : `${Math.round(one.clear_probability * 100)} %`,
    one.opportunity_id ?? '',
  ])
  const found = table(
    ['UTC', ...(has_parts ? ['part'] : []), 'satellite', 'off nadir', 'sun', 'clear sky', 'opportunity'],
    rows,
  )
  const lines = [found, ...(has_more ? ['There are more: --limit'] : []), ...outlook(odds, coverage)]
  return lines.join('\n')
}

const degrees = (angle: number | null) => (angle === null ? '' : Number(angle.toFixed(1)))

/** Tells the changes that would do for a request that nothing fits, with their flags. */
function changes(relaxations: readonly Relaxation[]): string[] {
  if (relaxations.length === 0) return []
  const choices = relaxations.flatMap(({ message, parameters }) => [
    `  ${message}`,
    `      ${flagsOf(parameters)}`,
  ])
  return ['', 'It could with one of these:', ...choices]
}

function flagsOf(parameters: Relaxation['parameters']): string {
  return Object.entries(parameters)
    .map(([name, value]) => (name in own_flags ? `--${name} ${value}` : `--set ${name}=${value}`))
    .join(' ')
}

/** Every other parameter is given by `--set`. */
const own_flags = { start: true, end: true }

/** Tells the odds of the whole window, with its clouds. */
function outlook(odds: Analysis['odds'], coverage: Analysis['coverage']): string[] {
  const sure = odds?.by_day.at(-1)
  if (sure)
    return [
      `A clear sky at one of ${sure.attempts} attempts by ${day(sure.by)}: ${percent(sure.probability)} (${odds?.source})`,
    ]
  const full = coverage?.by_day.at(-1)
  if (!full || !coverage) return []
  const { strips, expected_attempts, source } = coverage
  return [
    `${strips} images show the area; with clouds, expect ${expected_attempts} attempts, and ${percent(full.share)} by ${day(full.by)} (${source})`,
  ]
}

const day = (time: string) => time.slice(0, 10)
const percent = (share: number) => `${Math.round(share * 100)} %`
