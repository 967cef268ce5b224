import type { ApprovalLimit } from '@swath/contract/approvals'
import type { NewContract, NewOrganisation, UpdateContract } from '@swath/contract/contracts'
import type { RejectionPolicy } from '@swath/contract/deliverables'
import type { DefaultDestination } from '@swath/contract/destinations'
import type { GrantRequest, LimitsRequest } from '@swath/contract/ledger'
import type { NewProvider, ProviderSkuRule, UpdateProvider } from '@swath/contract/providers'
import type { RestrictedAreaDefinition } from '@swath/contract/restricted-areas'
import type { SkuDefinition } from '@swath/contract/skus'
import type { BillingDetails } from '@swath/contract/statements'
import type { Caller } from '../access/auth.ts'

/** Those who own what a set-up says. Each joins the running transaction, and throws SwathError for what cannot be. */
export interface Owners {
  contracts: {
    addOrganisation(organisation: NewOrganisation): Promise<unknown>
    renameOrganisation(organisation_id: string, name: string): Promise<unknown>
    add(contract: NewContract): Promise<unknown>
    update(contract_id: string, change: UpdateContract): Promise<unknown>
  }
  skus: {
    define(
      of: { caller: Pick<Caller, 'client_id'>; contract_id: string; sku: string },
      definition: SkuDefinition,
    ): Promise<unknown>
  }
  billing: { setBillingDetails(contract_id: string, details: BillingDetails): Promise<unknown> }
  money: {
    grant(contract_id: string, request: GrantRequest): Promise<unknown>
    setLimits(contract_id: string, limits: LimitsRequest): Promise<unknown>
  }
  areas: { define(area_id: string, area: RestrictedAreaDefinition): Promise<unknown> }
  providers: {
    create(provider: NewProvider): Promise<unknown>
    update(name: string, change: UpdateProvider): Promise<unknown>
    defineRule(name: string, sku: string, rule: ProviderSkuRule): Promise<unknown>
  }
  approvals: {
    setLimit(caller: Pick<Caller, 'client_id'>, contract_id: string, limit: ApprovalLimit): Promise<unknown>
  }
  destinations: { setDefault(contract_id: string, wanted: DefaultDestination): Promise<unknown> }
  rejections: { setPolicy(contract_id: string, policy: RejectionPolicy): Promise<unknown> }
}
