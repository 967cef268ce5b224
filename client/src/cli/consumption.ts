import {
  type Consumption,
  type ConsumptionForecast,
  type ConsumptionGroup,
  type ConsumptionGrouping,
  consumption_groupings,
} from '@swath/contract/consumption'
import { Command, InvalidArgumentError } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { facts, money, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  by: ConsumptionGrouping[]
  month?: string
  from?: string
  to?: string
}

export function consumptionCommand(): Command {
  const command = new Command('consumption')
    .description('What was delivered in a period, and what it costs')
    .option('--by <groups>', `any of ${consumption_groupings.join(', ')}, with commas`, readGroups, [
      'month',
      'sku',
    ])
    .option('--month <month>', 'such as 2026-06')
    .option('--from <time>', 'delivered at that time or later')
    .option('--to <time>', 'delivered before that time')
  const forecast = new Command('forecast').description(
    'What this month comes to if deliveries go on as they did, and how long the budget lasts',
  )
  return withConnection(withOutput(command))
    .action(consumption)
    .addCommand(withConnection(withOutput(forecast)).action(tellForecast))
}

async function tellForecast(flags: ConnectionFlags & OutputFlags): Promise<void> {
  const told = await (await clientOf(flags)).consumption.forecast()
  print(flags, told, () => describeForecast(told))
}

function describeForecast({ currencies, month_end, method }: ConsumptionForecast): string {
  const blocks = currencies.map((one) =>
    facts({
      'Charged this month': money(one.charged_minor, one.currency),
      'A day': `${money(one.daily_minor, one.currency)}, by the ${one.based_on_days} days since ${one.based_on_start}`,
      [`Expected until ${month_end}`]: money(one.expected_minor, one.currency),
      'Budget left': one.budget_minor === null ? null : money(one.budget_minor, one.currency),
      'Lasts until': one.lasts_until,
    }),
  )
  return [...blocks, method].join('\n\n')
}

function readGroups(text: string): ConsumptionGrouping[] {
  const groups = text.split(',').map((one) => one.trim())
  const unknown = groups.filter((one) => !consumption_groupings.includes(one as ConsumptionGrouping))
  if (unknown.length === 0) return groups as ConsumptionGrouping[]
  throw new InvalidArgumentError(`${unknown.join(', ')} is none of ${consumption_groupings.join(', ')}.`)
}

async function consumption(flags: Flags): Promise<void> {
  const period = flags.month ? periodOf(flags.month) : { from: flags.from, to: flags.to }
  const told = await (await clientOf(flags)).consumption.read(flags.by, {
    delivered_at__gte: period.from,
    delivered_at__lt: period.to,
  })
  print(flags, told, () => describe(told, flags.by))
}

function periodOf(month: string): { from: string; to: string } {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? []
  if (year === undefined) throw new Error(`${month} is not a month such as 2026-06`)
  return {
    from: `${month}-01`,
    to: new Date(Date.UTC(Number(year), Number(number))).toISOString().slice(0, 10),
  }
}

function describe(
  { results, totals, cancellation_fees }: Consumption,
  by: readonly ConsumptionGrouping[],
): string {
  const sums = ({ deliverables, quantity, unit, net_minor, currency }: (typeof totals)[number]) => [
    deliverables,
    `${quantity} ${unit}`,
    money(net_minor, currency),
  ]
  const header = [...by, 'deliverables', 'quantity', 'net']
  const groups = results.map((group) => [...by.map((name) => labelOf(group, name)), ...sums(group)])
  const total = totals.map((one) => [...by.map((_, at) => (at === 0 ? 'total' : '')), ...sums(one)])
  const fees = (cancellation_fees ?? []).map(
    ({ amount_minor, currency, orders }) =>
      `and ${money(amount_minor, currency)} for ${orders} cancellations`,
  )
  return [table(header, results.length === 0 ? [] : [...groups, ...total]), ...fees].join('\n')
}

function labelOf(group: ConsumptionGroup, by: ConsumptionGrouping): string {
  if (by === 'project') return group.project_name ?? group.project_id ?? ''
  if (by === 'order') return group.order_id ?? ''
  return group[by] ?? ''
}
