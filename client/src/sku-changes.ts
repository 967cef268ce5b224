import type { ContractSku } from '@swath/contract/skus'

/** A field of a SKU that differs, from a time on. Null: it is not there. */
export interface SkuChange {
  /** Null: the whole SKU at once, whatever the time. */
  from: string | null
  field: string
  before: unknown
  after: unknown
}

/**
 * The differences of two states of a SKU of a contract, of which the second has all times that the first has, such as
 * `planSku` tells of the one that there is.
 * @param before undefined: the contract does not have it yet
 * @example
 * import { skuChanges } from '@swath/client/sku-changes'
 * const [before] = await operator.admin.skus(contract_id).all(1)
 * const planned = await operator.admin.planCopy(contract_id, { from_contract_id: contract_id })
 * const after = planned.find(({ sku }) => sku === before!.sku)!
 * console.log(skuChanges(before, after).length) // -> 0
 */
export function skuChanges(before: ContractSku | undefined, after: ContractSku): SkuChange[] {
  const at_once = differences(
    null,
    { v1_product: before?.v1_product ?? null },
    { v1_product: after.v1_product },
  )
  const times = timesOf(after)
  const changed = times.flatMap((time, index) => {
    const was = before ? stateAt(before, time) : index === 0 ? {} : stateAt(after, times[index - 1]!)
    const is = stateAt(after, time)
    // A difference that goes on was told at the time since which it does.
    const told = index === 0 || !before ? {} : differencesAt(before, after, times[index - 1]!)
    return differences(time, was, is).filter(({ field, after: value }) => !same(told[field], value))
  })
  return [...at_once, ...changed]
}

function differencesAt(before: ContractSku, after: ContractSku, time: string): Record<string, unknown> {
  const all = differences(time, stateAt(before, time), stateAt(after, time))
  return Object.fromEntries(all.map((one) => [one.field, one.after]))
}

/** The times at which something of it begins. Those of one form compare as text. */
function timesOf({ prices, changes }: ContractSku): string[] {
  const times = [...prices, ...changes].map(({ valid_from }) => valid_from).filter((time) => time !== null)
  return [...new Set(times)].sort()
}

/** Its terms and its price. */
function stateAt(sku: ContractSku, time: string): Record<string, unknown> {
  const { contract_id: _, sku: _name, currency: _of, v1_product: _id, prices, changes, ...now } = sku
  const holds = ({ valid_from }: { valid_from: string | null }) => valid_from === null || valid_from <= time
  const amount_minor = prices.findLast(holds)?.amount_minor ?? null
  return { amount_minor, ...(changes.findLast(holds)?.terms ?? now) }
}

function differences(
  from: string | null,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): SkuChange[] {
  return Object.keys(after)
    .map((field) => ({ from, field, before: before[field] ?? null, after: after[field] ?? null }))
    .filter((one) => !same(one.before, one.after))
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
