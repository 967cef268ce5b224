import { Command } from 'commander'
import type { ContractSku, SkuInput } from '../admin.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { minutes, money, type OutputFlags, print, table, withOutput } from './output.ts'
import { readJsonFile } from './read-json-file.ts'
import { repeated } from './repeated.ts'

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

const setCommand = () =>
  ofContract('set', 'Give a contract a SKU, or change its terms; what was ordered keeps its own')
    .argument('<sku>', 'such as TSKPOI-M')
    .argument(
      '<file>',
      'the terms as JSON, as PUT /ops/v1/contracts/{id}/skus/{sku} takes them; - is the input',
    )
    .option('--from <time>', 'from when on they hold; now, if it is left out')
    .action(set)

const copyCommand = () =>
  ofContract('copy', 'Give a contract the SKUs of another one, on the same terms')
    .argument('<from_contract_id>', 'a contract in the same currency')
    .option('--sku <sku>', 'only this one; several times for several', repeated)
    .action(copy)

async function set(contract_id: string, sku: string, file: string, flags: Flags & { from?: string }) {
  const terms = await readJsonFile<SkuInput>(file)
  const definition = flags.from === undefined ? terms : { ...terms, valid_from: flags.from }
  show(flags, [await (await clientOf(flags)).admin.defineSku(contract_id, sku, definition)])
}

async function copy(contract_id: string, from_contract_id: string, flags: Flags & { sku?: string[] }) {
  const skus = flags.sku?.length ? { skus: flags.sku } : {}
  show(flags, await (await clientOf(flags)).admin.copySkus(contract_id, { from_contract_id, ...skus }))
}

function show(flags: Flags, all: ContractSku[]) {
  const header = ['sku', 'price', 'per', 'levels', 'window', 'offered', 'next change']
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
    processing_levels.join(' '),
    `${default_window_days} of ${max_window_days} days`,
    is_offered ? 'yes' : 'no',
    minutes(next ?? null),
  ]
}
