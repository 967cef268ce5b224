import type {
  Contract,
  NewContract,
  NewOrganisation,
  Organisation,
  UpdateContract,
} from '@swath/contract/contracts'
import type { RejectionPolicy } from '@swath/contract/deliverables'
import type { DefaultDestination, Destination } from '@swath/contract/destinations'
import type { Balance, GrantRequest, LimitsRequest } from '@swath/contract/ledger'
import type { Setup, SetupPlan } from '@swath/contract/setup'
import type { ContractSku, CopySkus, SkuDefinition } from '@swath/contract/skus'
import type { BillingDetails, Statement } from '@swath/contract/statements'
import type { ContractView } from '@swath/contract/views'
import { Audit } from './audit.ts'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'
import { AllPeople } from './people.ts'
import { search } from './query.ts'

export type { Contract, Organisation } from '@swath/contract/contracts'
export type { RejectionPolicy } from '@swath/contract/deliverables'
export type { Balance } from '@swath/contract/ledger'
export type { Setup, SetupChange, SetupPlan } from '@swath/contract/setup'
export type { ContractSku } from '@swath/contract/skus'
export type { BillingDetails } from '@swath/contract/statements'
export type NewContractInput = (typeof NewContract)['_zod']['input']
export type BillingInput = (typeof BillingDetails)['_zod']['input']
export type GrantInput = (typeof GrantRequest)['_zod']['input']
export type LimitsInput = (typeof LimitsRequest)['_zod']['input']
export type SetupInput = (typeof Setup)['_zod']['input']
export type SkuInput = (typeof SkuDefinition)['_zod']['input']

/**
 * Customers, their contracts and what they may order, for operators. Every method may throw ApiError or
 * ConnectionError.
 */
export class Admin {
  /** The audit of the whole installation: who did what. */
  readonly audit: Audit
  readonly people: AllPeople
  #http: Http

  constructor(http: Http) {
    this.#http = http
    this.audit = new Audit(http, 'operator')
    this.people = new AllPeople(http)
  }

  /**
   * The customers, by name.
   * @example
   * for await (const { name, contract_ids } of operator.admin.organisations()) console.log(name, contract_ids)
   */
  organisations(options: CallOptions = {}): Listing<Organisation> {
    return this.#http.list('/ops/v1/organisations/', {}, { ...options, contract: false })
  }

  /**
   * A new customer, still without a contract.
   * @example
   * const { organisation_id, name } = await operator.admin.createOrganisation({ name: 'Ministry of Agriculture' })
   * console.log(name) // -> Ministry of Agriculture
   */
  createOrganisation(organisation: NewOrganisation, options: CallOptions = {}): Promise<Organisation> {
    return this.#send('POST', '/ops/v1/organisations/', organisation, options)
  }

  /**
   * @example
   * const { organisation_id } = await operator.admin.createOrganisation({ name: 'Minstry' })
   * await operator.admin.renameOrganisation(organisation_id, 'Ministry')
   */
  renameOrganisation(
    organisation_id: string,
    name: string,
    options: CallOptions = {},
  ): Promise<Organisation> {
    return this.#send(
      'PATCH',
      `/ops/v1/organisations/${encodeURIComponent(organisation_id)}`,
      { name },
      options,
    )
  }

  /**
   * The contracts of all customers, by name, and whether they may order.
   * @example
   * for await (const { name, status } of operator.admin.contracts()) console.log(name, status)
   */
  contracts(options: CallOptions = {}): Listing<Contract> {
    return this.#http.list('/ops/v1/contracts/', {}, { ...options, contract: false })
  }

  /**
   * One of them.
   * @example
   * console.log((await operator.admin.contract(contract_id)).status) // -> active
   */
  contract(contract_id: string, options: CallOptions = {}): Promise<Contract> {
    return this.#http.json(pathOf(contract_id), { ...options, contract: false })
  }

  /**
   * A contract of a customer, still without anything that it may order.
   * @example
   * const { organisation_id } = await operator.admin.createOrganisation({ name: 'A city' })
   * const contract = { organisation_id, name: 'Streets 2026', currency: 'EUR' }
   * console.log((await operator.admin.createContract(contract)).currency) // -> EUR
   */
  createContract(contract: NewContractInput, options: CallOptions = {}): Promise<Contract> {
    return this.#send('POST', '/ops/v1/contracts/', contract, options)
  }

  /**
   * Renames, suspends or ends a contract, or lets it order again. Reads and what was ordered go on.
   * @example
   * const { organisation_id } = await operator.admin.createOrganisation({ name: 'A late payer' })
   * const { contract_id } = await operator.admin.createContract({ organisation_id, name: 'Imagery' })
   * const suspension = { reason: 'The invoice 7 is open' }
   * console.log((await operator.admin.updateContract(contract_id, { suspension })).status) // -> suspended
   * console.log((await operator.admin.updateContract(contract_id, { suspension: null })).status) // -> active
   */
  updateContract(contract_id: string, change: UpdateContract, options: CallOptions = {}): Promise<Contract> {
    return this.#send('PATCH', pathOf(contract_id), change, options)
  }

  /**
   * Looks at the system as the customer of a contract sees it, for half an hour: the token reads and changes nothing.
   * The customer sees in its audit who looked, why, and at what.
   * @example
   * const { access_token } = await operator.admin.view(contract_id, 'Ticket 4711: an order seems to be late')
   * console.log(access_token.length > 0) // -> true
   */
  view(contract_id: string, reason: string, options: CallOptions = {}): Promise<ContractView> {
    return this.#send('POST', `${pathOf(contract_id)}/views`, { reason }, options)
  }

  /**
   * The SKUs of a contract with their terms and prices, past and to come.
   * @example
   * for await (const { sku, prices, is_offered } of operator.admin.skus(contract_id)) {
   *   console.log(sku, prices.at(-1)?.amount_minor, is_offered)
   * }
   */
  skus(contract_id: string, options: CallOptions = {}): Listing<ContractSku> {
    return this.#http.list(`${pathOf(contract_id)}/skus/`, {}, { ...options, contract: false })
  }

  /**
   * Gives a contract a SKU, or changes its terms and its price, from now or from `valid_from` on. What was ordered or
   * quoted before keeps its own.
   * @example
   * const { organisation_id } = await operator.admin.createOrganisation({ name: 'A farm' })
   * const { contract_id } = await operator.admin.createContract({ organisation_id, name: 'Fields' })
   * const made = await operator.admin.defineSku(contract_id, 'TSKARE-M', {
   *   amount_minor: 650,
   *   min_area_km2: 25,
   *   max_area_km2: 5000,
   *   processing_levels: ['L1B', 'L1D'],
   * })
   * console.log(made.sku, made.prices[0]?.amount_minor) // -> TSKARE-M 650
   */
  defineSku(
    contract_id: string,
    sku: string,
    definition: SkuInput,
    options: CallOptions = {},
  ): Promise<ContractSku> {
    return this.#send('PUT', `${pathOf(contract_id)}/skus/${encodeURIComponent(sku)}`, definition, options)
  }

  /**
   * Tells what `defineSku` would make of the SKU; `skuChanges` tells the differences. Nothing is changed.
   * @example
   * const [point] = (await operator.admin.skus(contract_id).all()).filter(({ sku }) => sku === 'TSKPOI-M')
   * const planned = await operator.admin.planSku(contract_id, 'TSKPOI-M', {
   *   ...{ amount_minor: 1, footprint_width_km: 5, footprint_length_km: 10, max_area_km2: 100 },
   *   processing_levels: ['L1B'],
   * })
   * console.log(planned.prices.length > point!.prices.length) // -> true
   */
  planSku(
    contract_id: string,
    sku: string,
    definition: SkuInput,
    options: CallOptions = {},
  ): Promise<ContractSku> {
    const path = `${pathOf(contract_id)}/skus/${encodeURIComponent(sku)}?dry_run=true`
    return this.#send('PUT', path, definition, options)
  }

  /**
   * Gives a contract the SKUs of another one of the same currency, on the same terms.
   * @returns all that it has now
   * @example
   * const { organisation_id } = await operator.admin.createOrganisation({ name: 'A second city' })
   * const second = await operator.admin.createContract({ organisation_id, name: 'Like the first' })
   * const skus = await operator.admin.copySkus(second.contract_id, { from_contract_id: contract_id })
   * console.log(skus.some(({ sku }) => sku === 'TSKPOI-M')) // -> true
   */
  async copySkus(contract_id: string, from: CopySkus, options: CallOptions = {}): Promise<ContractSku[]> {
    const path = `${pathOf(contract_id)}/skus/copy`
    return (await this.#send<{ results: ContractSku[] }>('POST', path, from, options)).results
  }

  /**
   * Tells what `copySkus` would make of the SKUs of a contract. Nothing is changed.
   * @example
   * const planned = await operator.admin.planCopy(contract_id, { from_contract_id: contract_id })
   * console.log(planned.length > 0) // -> true
   */
  async planCopy(contract_id: string, from: CopySkus, options: CallOptions = {}): Promise<ContractSku[]> {
    const path = `${pathOf(contract_id)}/skus/copy?dry_run=true`
    return (await this.#send<{ results: ContractSku[] }>('POST', path, from, options)).results
  }

  /**
   * Whom the statements of a contract are addressed to.
   * @throws ApiError `not_found`, also where nobody has said it
   * @example
   * await operator.admin.setBillingDetails(contract_id, { name: 'City treasury', reference: 'PO 7' })
   * console.log((await operator.admin.billingDetails(contract_id)).reference) // -> PO 7
   */
  billingDetails(contract_id: string, options: CallOptions = {}): Promise<BillingDetails> {
    return this.#http.json(`${pathOf(contract_id)}/billing-details`, { ...options, contract: false })
  }

  /**
   * Says to whom statements are addressed, from the next one on.
   * @example
   * const details = { name: 'City treasury', address: ['1 Main Square', 'Springfield'], tax_id: 'C-1' }
   * console.log((await operator.admin.setBillingDetails(contract_id, details)).tax_id) // -> C-1
   */
  setBillingDetails(
    contract_id: string,
    details: BillingInput,
    options: CallOptions = {},
  ): Promise<BillingDetails> {
    return this.#send('PUT', `${pathOf(contract_id)}/billing-details`, details, options)
  }

  /**
   * The budget of a contract, what is used of it, and its quotas.
   * @example
   * const { granted_minor, available_minor } = await operator.admin.balance(contract_id)
   * console.log(granted_minor >= available_minor) // -> true
   */
  balance(contract_id: string, options: CallOptions = {}): Promise<Balance> {
    return this.#http.json(`${pathOf(contract_id)}/balance`, { ...options, contract: false })
  }

  /**
   * Gives a contract a budget or a credit, or takes back what is still available.
   * @throws ApiError `budget_in_use`
   * @example
   * const { organisation_id } = await operator.admin.createOrganisation({ name: 'A third city' })
   * const budgeted = await operator.admin.createContract({ organisation_id, name: 'Budgeted' })
   * const { available_minor } = await operator.admin.grant(budgeted.contract_id, { amount_minor: 100_000 })
   * console.log(available_minor) // -> 100000
   */
  grant(contract_id: string, grant: GrantInput, options: CallOptions = {}): Promise<Balance> {
    return this.#send('POST', `${pathOf(contract_id)}/grants`, grant, options)
  }

  /**
   * Sets the quotas of a contract, all of them, and what becomes of an order beyond its budget.
   * @example
   * const { organisation_id } = await operator.admin.createOrganisation({ name: 'A fourth city' })
   * const limited = await operator.admin.createContract({ organisation_id, name: 'Limited' })
   * const { quotas } = await operator.admin.setLimits(limited.contract_id, {
   *   at_limit: 'refuse',
   *   quotas: [{ measure: 'orders', period: 'month', limit: 20, at_limit: 'approval' }],
   * })
   * console.log(quotas[0]?.limit) // -> 20
   */
  setLimits(contract_id: string, limits: LimitsInput, options: CallOptions = {}): Promise<Balance> {
    return this.#send('PUT', `${pathOf(contract_id)}/limits`, limits, options)
  }

  /**
   * The destinations of a contract, without their credentials.
   * @example
   * for await (const { name, default_for } of operator.admin.destinations(contract_id)) {
   *   console.log(name, default_for.contract)
   * }
   */
  destinations(contract_id: string, options: CallOptions = {}): Listing<Destination> {
    return this.#http.list(`${pathOf(contract_id)}/destinations`, {}, { ...options, contract: false })
  }

  /**
   * Says to which destination of a contract the deliverables go of orders that name none; null: nowhere by themselves.
   * @example
   * const { destination_id } = await operator.admin.setDefaultDestination(contract_id, null)
   * console.log(destination_id) // -> null
   */
  setDefaultDestination(
    contract_id: string,
    destination_id: string | null,
    options: CallOptions = {},
  ): Promise<DefaultDestination> {
    return this.#send('PUT', `${pathOf(contract_id)}/default-destination`, { destination_id }, options)
  }

  /**
   * The statements of a contract, newest first.
   * @example
   * for await (const { number, total_minor } of operator.admin.statements(contract_id)) console.log(number, total_minor)
   */
  statements(contract_id: string, options: CallOptions = {}): Listing<Statement> {
    return this.#http.list(`${pathOf(contract_id)}/statements`, {}, { ...options, contract: false })
  }

  /**
   * Closes the months of a contract that have ended, without waiting for the night.
   * @param month the last of them, such as 2026-06; else the last one that has ended
   * @returns the statements that were made
   * @example
   * const { organisation_id } = await operator.admin.createOrganisation({ name: 'A fifth city' })
   * const unused = await operator.admin.createContract({ organisation_id, name: 'Unused' })
   * console.log((await operator.admin.closeStatements(unused.contract_id)).length) // -> 0
   */
  async closeStatements(
    contract_id: string,
    month?: string,
    options: CallOptions = {},
  ): Promise<Statement[]> {
    const path = `${pathOf(contract_id)}/statements`
    const body = month === undefined ? {} : { month }
    return (await this.#send<{ statements: Statement[] }>('POST', path, body, options)).statements
  }

  /**
   * Which rejections of deliverables are accepted without the order desk.
   * @example
   * console.log((await operator.admin.rejectionPolicy(contract_id)).automatic)
   */
  rejectionPolicy(contract_id: string, options: CallOptions = {}): Promise<RejectionPolicy> {
    return this.#http.json(`${pathOf(contract_id)}/rejection-policy`, { ...options, contract: false })
  }

  /**
   * @example
   * const policy = await operator.admin.rejectionPolicy(contract_id)
   * const { within_days } = await operator.admin.setRejectionPolicy(contract_id, policy)
   * console.log(within_days === policy.within_days) // -> true
   */
  setRejectionPolicy(
    contract_id: string,
    policy: RejectionPolicy,
    options: CallOptions = {},
  ): Promise<RejectionPolicy> {
    return this.#send('PUT', `${pathOf(contract_id)}/rejection-policy`, policy, options)
  }

  /**
   * Customers, contracts and what these may order, as one document without secrets, by ids that another system keeps.
   * @param only one contract and its customer
   * @example
   * const { contracts } = await operator.admin.exportSetup({ contract_id })
   * console.log(contracts[0]?.contract_id === contract_id) // -> true
   */
  exportSetup(only: { contract_id?: string } = {}, options: CallOptions = {}): Promise<Setup> {
    return this.#http.json(`/ops/v1/setup${search(only)}`, { ...options, contract: false })
  }

  /**
   * Tells what applying such a document would change. Nothing is changed.
   * @throws ApiError `setup_refused` with everything that is wrong
   * @example
   * const setup = await operator.admin.exportSetup()
   * console.log((await operator.admin.planSetup(setup)).changes.length) // -> 0
   */
  planSetup(setup: SetupInput, options: CallOptions = {}): Promise<SetupPlan> {
    return this.#send('PUT', '/ops/v1/setup?dry_run=true', setup, options)
  }

  /**
   * Makes what such a document says, all of it or nothing. What it does not name stays as it is.
   * @throws ApiError `setup_refused` with everything that is wrong
   * @example
   * const organisations = [{ organisation_id: 'org.harbour', name: 'Harbour authority' }]
   * const { changes } = await operator.admin.applySetup({ organisations })
   * console.log(changes[0]?.action, changes[0]?.id) // -> create org.harbour
   */
  applySetup(setup: SetupInput, options: CallOptions = {}): Promise<SetupPlan> {
    return this.#send('PUT', '/ops/v1/setup', setup, options)
  }

  #send<T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown, options: CallOptions): Promise<T> {
    return this.#http.json(path, { ...options, method, body, contract: false })
  }
}

const pathOf = (contract_id: string) => `/ops/v1/contracts/${encodeURIComponent(contract_id)}`
