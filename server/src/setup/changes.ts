import { isDeepStrictEqual } from 'node:util'
import type { LimitsRequest } from '@swath/contract/ledger'
import type {
  Setup,
  SetupChange,
  SetupContract,
  SetupPlan,
  SetupProvider,
  SetupSku,
} from '@swath/contract/setup'
import { dateOf } from '@swath/contract/times'
import { timestamp } from '../platform/clock.ts'

type Terms = SetupSku['terms'][number]

/** With times in one form, and quotas in one order: what is the same is written in the same way. */
export function normalised({ contracts, ...rest }: Setup): Setup {
  return { ...rest, contracts: contracts.map(normalisedContract) }
}

function normalisedContract(contract: SetupContract): SetupContract {
  const { ends_at, limits } = contract
  const skus = contract.skus.map((one) => ({ ...one, terms: one.terms.map(normalisedTerms) }))
  return {
    ...contract,
    skus,
    ...(typeof ends_at === 'string' && { ends_at: sameTime(ends_at) }),
    ...(limits && { limits: { ...limits, quotas: limits.quotas.toSorted(byQuota) } }),
  }
}

function normalisedTerms(terms: Terms): Terms {
  return terms.valid_from === null ? terms : { ...terms, valid_from: sameTime(terms.valid_from) }
}

const sameTime = (text: string) => timestamp(dateOf(text))

type Quota = LimitsRequest['quotas'][number]

export function byQuota(one: Quota, other: Quota): number {
  const key = ({ measure, period, sku, limit }: Quota) => [measure, period, sku ?? '', limit].join(' ')
  return key(one).localeCompare(key(other))
}

/** The terms of a SKU in the order of time. What has begun is the past, but for the last of it, which holds now. */
export function timelineOf({ terms }: SetupSku, now: string): Terms[] {
  const sorted = terms.map(whole).toSorted((one, other) => timeOf(one).localeCompare(timeOf(other)))
  const present = sorted.findLastIndex((one) => timeOf(one) <= now)
  return sorted
    .slice(Math.max(0, present))
    .map((one) => (timeOf(one) <= now ? { ...one, valid_from: null } : one))
}

/** Terms that name no levels by default have all of them. */
const whole = (terms: Terms): Terms => ({
  ...terms,
  default_processing_levels: terms.default_processing_levels ?? terms.processing_levels,
})

/** Times of one form compare as text; those that hold already are before all of them. */
const timeOf = ({ valid_from }: Terms) => valid_from ?? ''

/** Whether all that is wanted is there. What is not named may be as it is. */
export function isThere(wanted: object, there: object): boolean {
  const now: Record<string, unknown> = { ...there }
  return Object.entries(wanted).every(
    ([name, value]) => value === undefined || isDeepStrictEqual(value, now[name]),
  )
}

/** Whether a SKU has, at each time that is wanted, the terms that are wanted. */
export function areTermsThere(wanted: SetupSku, there: SetupSku, now: string): boolean {
  return (
    wanted.v1_product === there.v1_product &&
    timelineOf(wanted, now).every((terms) => {
      const { valid_from: _, ...holding } = termsAt(there, timeOf(terms)) ?? {}
      return isThere({ ...terms, valid_from: undefined }, holding)
    })
  )
}

/** Those that hold at a time, by a timeline. */
const termsAt = ({ terms }: SetupSku, time: string) => terms.findLast((one) => timeOf(one) <= time)

/** The differences of two states of the whole set-up, of which the second has all that the first has. */
export function changesBetween(before: Setup, after: Setup): SetupChange[] {
  const was = new Map(partsOf(before).map((part) => [keyOf(part), part]))
  return partsOf(after).flatMap((part) => {
    const old = was.get(keyOf(part))
    const fields = fieldsBetween(old?.values ?? {}, part.values)
    const { what, id, contract_id } = part
    return old && fields.length === 0
      ? []
      : [{ action: old ? 'change' : 'create', what, id, contract_id, fields }]
  })
}

/** Something that has an id, and what is told of it by name. */
interface Part extends Pick<SetupChange, 'what' | 'id' | 'contract_id'> {
  values: Record<string, unknown>
}

const keyOf = ({ what, id, contract_id }: Part) => JSON.stringify([what, contract_id, id])

function partsOf({ organisations, contracts, restricted_areas, providers }: Setup): Part[] {
  return [
    ...organisations.map(({ organisation_id, ...values }) => ({
      ...{ what: 'organisation' as const, id: organisation_id, contract_id: null, values },
    })),
    ...contracts.flatMap(partsOfContract),
    ...restricted_areas.map(({ area_id, ...values }) => ({
      ...{ what: 'restricted_area' as const, id: area_id, contract_id: null, values },
    })),
    ...providers.flatMap(partsOfProvider),
  ]
}

function partsOfProvider({ name, skus, ...values }: SetupProvider): Part[] {
  const provider = { what: 'provider' as const, id: name, contract_id: null, values: flat(values) }
  const rules = skus.map(({ sku, ...rule }) => ({
    ...{ what: 'provider_rule' as const, id: `${name}/${sku}`, contract_id: null, values: rule },
  }))
  return [provider, ...rules]
}

function partsOfContract({ contract_id, skus, ...values }: SetupContract): Part[] {
  const contract = { what: 'contract' as const, id: contract_id, contract_id: null, values: flat(values) }
  return [
    contract,
    ...skus.map((one) => ({ ...{ what: 'sku' as const, id: one.sku, contract_id }, values: ofSku(one) })),
  ]
}

/** The changes by later terms of those before. */
function ofSku({ v1_product, terms }: SetupSku): Record<string, unknown> {
  const named = terms.flatMap(({ valid_from, ...told }, at) => {
    const { valid_from: _, ...before } = terms[at - 1] ?? {}
    return Object.entries(told)
      .filter(([name, value]) => !isThere({ [name]: value }, before))
      .map(([name, value]) => [valid_from === null ? name : `${valid_from} ${name}`, value])
  })
  return { v1_product, ...Object.fromEntries(named) }
}

/** `{billing: {name}}` as `billing.name`. Lists are told as a whole. */
function flat(values: object, prefix = ''): Record<string, unknown> {
  const all = Object.entries(values).map(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flat(value, `${prefix}${name}.`)
      : { [prefix + name]: value },
  )
  return Object.assign({}, ...all)
}

function fieldsBetween(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): SetupChange['fields'] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
    .filter((one) => !isDeepStrictEqual(one.before, one.after))
}

/** Counts what the file does not name; SKUs only in the contracts that it names. */
export function unnamedIn(named: Setup, there: Setup): SetupPlan['unnamed'] {
  const skusOf = ({ contracts }: Setup) =>
    contracts.flatMap(({ contract_id, skus }) => skus.map(({ sku }) => `${contract_id} ${sku}`))
  const contracts = new Set(named.contracts.map((one) => one.contract_id))
  const in_named = { ...there, contracts: there.contracts.filter((one) => contracts.has(one.contract_id)) }
  return {
    organisations: countOthers(there.organisations.map(idOf), named.organisations.map(idOf)),
    contracts: there.contracts.length - in_named.contracts.length,
    skus: countOthers(skusOf(in_named), skusOf(named)),
    restricted_areas: countOthers(there.restricted_areas.map(areaIdOf), named.restricted_areas.map(areaIdOf)),
    providers: countOthers(there.providers.map(nameOf), named.providers.map(nameOf)),
  }
}

const areaIdOf = ({ area_id }: Setup['restricted_areas'][number]) => area_id
const nameOf = ({ name }: Setup['providers'][number]) => name
const idOf = ({ organisation_id }: Setup['organisations'][number]) => organisation_id

function countOthers(all: readonly string[], named: readonly string[]): number {
  const known = new Set(named)
  return all.filter((one) => !known.has(one)).length
}
