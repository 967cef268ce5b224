import { Command } from 'commander'
import type { ContractSku, SkuInput } from '../admin.ts'
import { type SkuChange, skuChanges } from '../sku-changes.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { minutes, money, type OutputFlags, print, withOutput } from './output.ts'
import { json, printableLine } from './printable.ts'
import { readJsonFile } from './read-json-file.ts'
import { repeated } from './repeated.ts'
import { table } from './table.ts'

type Flags = ConnectionFlags & OutputFlags

export function adminSkusCommand(): Command {
  return new Command('skus')
    .description('What contracts may order, and on which terms')
    .addCommand(listCommand())
    .addCommand(setCommand())
    .addCommand(copyCommand())
}

function ofContract(name: string, description: string): Command {
  const command = new Command(name)
    .description(description)
    .argument('<contract_id>', 'swath admin contracts list tells which there are')
  return withConnection(withOutput(command))
}

const listCommand = () =>
  ofContract('list', 'The SKUs of a contract; as JSON with all terms, past and to come').action(
    async (contract_id: string, flags: Flags) => {
      show(flags, await (await clientOf(flags)).admin.skus(contract_id).all())
    },
  )

const dry_run = 'say what would change, and change nothing'

const setCommand = () =>
  ofContract('set', 'Give a contract a SKU, or change its terms; what was ordered keeps its own')
    .argument('<sku>', 'such as TSKPOI-M')
    .argument(
      '<file>',
      'the terms as JSON, as PUT /ops/v1/contracts/{id}/skus/{sku} takes them; - is the input',
    )
    .option('--from <time>', 'from when on they hold; now, if it is left out')
    .option('--dry-run', dry_run)
    .action(set)

const copyCommand = () =>
  ofContract('copy', 'Give a contract the SKUs of another one, on the same terms')
    .argument('<from_contract_id>', 'a contract in the same currency')
    .option('--sku <sku>', 'only this one; several times for several', repeated)
    .option('--dry-run', dry_run)
    .action(copy)

type SetFlags = Flags & { from?: string; dryRun?: true }

async function set(contract_id: string, sku: string, file: string, flags: SetFlags) {
  const terms = await readJsonFile<SkuInput>(file)
  const definition = flags.from === undefined ? terms : { ...terms, valid_from: flags.from }
  const { admin } = await clientOf(flags)
  if (!flags.dryRun) return show(flags, [await admin.defineSku(contract_id, sku, definition)])
  const before = await admin.skus(contract_id).all()
  showPlan(flags, before, [await admin.planSku(contract_id, sku, definition)])
}

type CopyFlags = Flags & { sku?: string[]; dryRun?: true }

async function copy(contract_id: string, from_contract_id: string, flags: CopyFlags) {
  const from = { from_contract_id, ...(flags.sku?.length ? { skus: flags.sku } : {}) }
  const { admin } = await clientOf(flags)
  if (!flags.dryRun) return show(flags, await admin.copySkus(contract_id, from))
  const before = await admin.skus(contract_id).all()
  showPlan(flags, before, await admin.planCopy(contract_id, from))
}

function showPlan(flags: Flags, before: ContractSku[], after: ContractSku[]) {
  const planned = after.map((one) => {
    const changes = skuChanges(
      before.find(({ sku }) => sku === one.sku),
      one,
    )
    return { sku: one.sku, changes }
  })
  print(flags, planned, () =>
    [
      ...planned.flatMap(({ sku, changes }) => changes.map((change) => lineOf(sku, change))),
      'This was a dry run: nothing was changed.',
    ].join('\n'),
  )
}

function lineOf(sku: string, { from, field, before, after }: SkuChange): string {
  const since = from === null ? '' : ` from ${from}`
  const was = before === null ? '' : `${json(before)} -> `
  return printableLine(`${sku} ${field}${since}: ${was}${json(after)}`)
}

function show(flags: Flags, all: ContractSku[]) {
  const header = ['sku', 'price', 'per', 'class', 'levels', 'window', 'offered', 'next change']
  print(flags, all, () => table(header, all.map(rowOf)))
}

function rowOf(one: ContractSku) {
  const { sku, currency, unit, processing_levels, default_window_days, max_window_days, is_offered } = one
  const now = new Date().toISOString()
  const price = one.prices.findLast(({ valid_from }) => valid_from === null || valid_from <= now)!
  const next = one.changes.find(({ valid_from }) => valid_from > now)?.valid_from
  return [
    sku,
    money(price.amount_minor, currency),
    unit,
    one.priority_class,
    processing_levels.join(' '),
    `${default_window_days} of ${max_window_days} days`,
    is_offered ? 'yes' : 'no',
    minutes(next ?? null),
  ]
}
