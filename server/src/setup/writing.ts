import { isDeepStrictEqual } from 'node:util'
import { type Problem, SwathError } from '@swath/contract/errors'
import { NewProvider } from '@swath/contract/providers'
import type { Setup, SetupContract, SetupProvider, SetupSku } from '@swath/contract/setup'
import type { Caller } from '../access/auth.ts'
import { areTermsThere, isThere, timelineOf } from './changes.ts'
import type { Owners } from './ports.ts'

/** The faults of geometries, by their place in the file. */
export type Unsound = Map<string, readonly Problem[]>

/** Makes a set-up of what there is, in the transaction of the caller. It goes on after a fault, to find them all. */
export class Writing {
  readonly faults: Problem[] = []
  #owners: Owners
  #caller: Pick<Caller, 'client_id'>
  #now: string

  constructor(owners: Owners, caller: Pick<Caller, 'client_id'>, now: string) {
    this.#owners = owners
    this.#caller = caller
    this.#now = now
  }

  async write(wanted: Setup, there: Setup, unsound: Unsound): Promise<void> {
    const organisations = new Map(there.organisations.map((one) => [one.organisation_id, one]))
    for (const [at, one] of wanted.organisations.entries()) {
      const old = organisations.get(one.organisation_id)
      await this.#try(`/organisations/${at}`, () => this.#organisation(one, old))
    }
    const contracts = new Map(there.contracts.map((one) => [one.contract_id, one]))
    for (const [at, one] of wanted.contracts.entries()) {
      await this.#contract(`/contracts/${at}`, one, contracts.get(one.contract_id))
    }
    await this.#areas(wanted, there, unsound)
    await this.#providers(wanted, there, unsound)
  }

  async #areas(wanted: Setup, there: Setup, unsound: Unsound) {
    const areas = new Map(there.restricted_areas.map((one) => [one.area_id, one]))
    for (const [at, one] of wanted.restricted_areas.entries()) {
      const pointer = `/restricted_areas/${at}`
      if (this.#isUnsound(`${pointer}/geometry`, unsound)) continue
      if (isDeepStrictEqual(one, areas.get(one.area_id))) continue
      const { area_id, ...area } = one
      await this.#try(pointer, () => this.#owners.areas.define(area_id, area))
    }
  }

  #isUnsound(pointer: string, unsound: Unsound): boolean {
    const problems = unsound.get(pointer) ?? []
    this.faults.push(...problems.map((found) => ({ ...found, pointer: pointer + found.pointer })))
    return problems.length > 0
  }

  async #providers(wanted: Setup, there: Setup, unsound: Unsound) {
    const providers = new Map(there.providers.map((one) => [one.name, one]))
    for (const [at, one] of wanted.providers.entries()) {
      const pointer = `/providers/${at}`
      const old = providers.get(one.name)
      if (!(await this.#try(pointer, () => this.#provider(one, old)))) continue
      for (const [of, { sku, ...rule }] of one.skus.entries()) {
        const at_rule = `${pointer}/skus/${of}`
        if (this.#isUnsound(`${at_rule}/region`, unsound)) continue
        if (old?.skus.some((known) => isDeepStrictEqual(known, { sku, ...rule }))) continue
        await this.#try(at_rule, () => this.#owners.providers.defineRule(one.name, sku, rule))
      }
    }
  }

  async #provider({ name, kind, skus: _, ...told }: SetupProvider, old: SetupProvider | undefined) {
    const { providers } = this.#owners
    if (!old) return void (await providers.create(NewProvider.parse({ name, kind, ...told })))
    if (kind !== old.kind) throw fixed('provider', 'kind', old.kind)
    if (!isThere(told, old)) await providers.update(name, told)
  }

  async #organisation(wanted: Setup['organisations'][number], old: { name: string } | undefined) {
    const { contracts } = this.#owners
    if (!old) await contracts.addOrganisation(wanted)
    else if (old.name !== wanted.name) await contracts.renameOrganisation(wanted.organisation_id, wanted.name)
  }

  /** Without the contract nothing can be said of what is in it. */
  async #contract(pointer: string, wanted: SetupContract, old: SetupContract | undefined) {
    if (!(await this.#try(pointer, () => (old ? this.#change(wanted, old) : this.#add(wanted))))) return
    await this.#agreements(pointer, wanted, old)
    const skus = new Map(old?.skus.map((one) => [one.sku, one]))
    for (const [at, one] of wanted.skus.entries()) {
      const there = skus.get(one.sku)
      if (there && areTermsThere(one, there, this.#now)) continue
      await this.#sku(`${pointer}/skus/${at}`, wanted.contract_id, one)
    }
  }

  async #add({ suspension, ends_at = null, time_zone = 'UTC', ...told }: SetupContract) {
    const { contracts } = this.#owners
    const { contract_id, organisation_id, name, currency } = told
    await contracts.add({ contract_id, organisation_id, name, currency, ends_at, time_zone })
    if (suspension) await contracts.update(contract_id, { suspension })
  }

  async #change(wanted: SetupContract, old: SetupContract) {
    for (const field of ['organisation_id', 'currency'] as const) {
      if (wanted[field] !== old[field]) throw fixed('contract', field, old[field])
    }
    const { name, ends_at, suspension, time_zone } = wanted
    const changed = Object.entries({ name, ends_at, suspension, time_zone }).filter(
      ([field, value]) => value !== undefined && !isDeepStrictEqual(value, old[field as keyof SetupContract]),
    )
    if (changed.length > 0)
      await this.#owners.contracts.update(wanted.contract_id, Object.fromEntries(changed))
  }

  async #agreements(pointer: string, wanted: SetupContract, old: SetupContract | undefined) {
    const { contract_id } = wanted
    const { billing, money, rejections, approvals, destinations } = this.#owners
    const set = async <Name extends Agreement>(
      name: Name,
      save: (value: NonNullable<SetupContract[Name]>) => Promise<unknown>,
    ) => {
      const value = wanted[name]
      if (value === undefined || isDeepStrictEqual(value, old?.[name])) return
      await this.#try(`${pointer}/${name}`, () => save(value))
    }
    await set('billing', (details) => billing.setBillingDetails(contract_id, details))
    await set('budget', (budget) => this.#grant(contract_id, budget, old?.budget))
    await set('limits', (limits) => money.setLimits(contract_id, limits))
    await set('rejection_policy', (policy) => rejections.setPolicy(contract_id, policy))
    await set('approval_limit', (limit) => approvals.setLimit(this.#caller, contract_id, limit))
    await set('default_destination', (one) => destinations.setDefault(contract_id, one))
  }

  async #grant(contract_id: string, wanted: Budget, old: Budget | undefined) {
    const amount_minor = wanted.granted_minor - (old?.granted_minor ?? 0)
    if (amount_minor === 0) throw new SwathError('invalid_request', 'A budget begins with an amount above 0')
    const message = 'By the set-up of the contract'
    await this.#owners.money.grant(contract_id, { kind: 'grant', amount_minor, message })
  }

  async #sku(pointer: string, contract_id: string, wanted: SetupSku) {
    const of = { caller: this.#caller, contract_id, sku: wanted.sku }
    const { v1_product } = wanted
    for (const { valid_from, ...terms } of timelineOf(wanted, this.#now)) {
      const from = valid_from === null ? {} : { valid_from }
      const is_done = await this.#try(pointer, () =>
        this.#owners.skus.define(of, { ...terms, v1_product, ...from }),
      )
      if (!is_done) return
    }
  }

  /** @returns whether it was done */
  async #try(pointer: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof SwathError)) throw error
      this.faults.push(...faultsOf(pointer, error))
      return false
    }
  }
}

type Agreement =
  | 'billing'
  | 'budget'
  | 'limits'
  | 'rejection_policy'
  | 'approval_limit'
  | 'default_destination'
type Budget = NonNullable<SetupContract['budget']>

function faultsOf(pointer: string, { code, message, problems }: SwathError): Problem[] {
  if (problems.length === 0) return [{ pointer, code, message }]
  return problems.map((one) => ({ ...one, pointer: pointer + one.pointer }))
}

function fixed(what: 'contract' | 'provider', field: string, is: string): SwathError {
  const message = `The ${what} has ${is} for good`
  const problems = [{ pointer: `/${field}`, code: 'invalid_value', message }]
  return new SwathError('invalid_request', message, { problems })
}
