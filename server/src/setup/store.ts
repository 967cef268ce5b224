import type { RejectionPolicy } from '@swath/contract/deliverables'
import type { LimitsRequest } from '@swath/contract/ledger'
import type { Setup, SetupArea, SetupContract, SetupProvider, SetupSku } from '@swath/contract/setup'
import type { BillingDetails } from '@swath/contract/statements'
import { sql } from 'kysely'
import type { Transaction } from '../database/db.ts'
import { timestamp, timestampOrNull } from '../platform/clock.ts'
import { byQuota } from './changes.ts'

/** The second of two that change the set-up at once sees what the first has made of it. */
export async function lockSetup(tx: Transaction): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('the set-up', 0))`)
}

/** All of it as it is at a time; of the SKUs the terms of that time and those to come. */
export async function readSetup(tx: Transaction, now: Date): Promise<Setup> {
  const organisations = await tx.rows(sql<Setup['organisations'][number]>`
    select organisation_id, name from set_up_organisations order by organisation_id`)
  const contracts = await tx.rows(sql<ContractRow>`
    select c.*, l.above_minor, d.destination_id from set_up_contracts c
    left join approval_limit_facts l using (contract_id)
    left join destination_default_facts d on d.contract_id = c.contract_id and d.project_id is null
    order by c.contract_id`)
  const skus = await listTerms(tx, now)
  const restricted_areas = await tx.rows(sql<SetupArea>`select * from set_up_areas order by area_id`)
  const providers = await tx.rows(sql<SetupProvider>`select * from set_up_providers order by name`)
  return {
    organisations,
    contracts: contracts.map((row) => contractOf(row, skus.get(row.contract_id) ?? [])),
    restricted_areas,
    providers,
  }
}

interface ContractRow {
  contract_id: string
  organisation_id: string
  name: string
  currency: string
  ends_at: Date | null
  time_zone: string
  suspension_reason: string | null
  budget_at_limit: LimitsRequest['at_limit']
  rejection_policy: RejectionPolicy
  billing: BillingDetails | null
  granted_minor: number | null
  quotas: LimitsRequest['quotas']
  above_minor: number | null
  destination_id: string | null
}

function contractOf(row: ContractRow, skus: SetupSku[]): SetupContract {
  const { contract_id, organisation_id, name, currency, time_zone, rejection_policy, granted_minor } = row
  return {
    ...{ contract_id, organisation_id, name, currency },
    ends_at: timestampOrNull(row.ends_at),
    suspension: row.suspension_reason === null ? null : { reason: row.suspension_reason },
    ...(row.billing && { billing: row.billing }),
    ...(granted_minor !== null && { budget: { granted_minor } }),
    limits: { at_limit: row.budget_at_limit, quotas: row.quotas.toSorted(byQuota) },
    ...{ time_zone, rejection_policy, skus },
    approval_limit: { above_minor: row.above_minor },
    default_destination: { destination_id: row.destination_id },
  }
}

type Terms = SetupSku['terms'][number]

interface TermsRow extends Omit<Terms, 'valid_from' | 'amount_minor'> {
  contract_id: string
  sku: string
  currency: string
  v1_product: number | null
  price_minor: number
  begins_at: Date | null
}

/** The SKUs of each contract. */
async function listTerms(tx: Transaction, now: Date): Promise<Map<string, SetupSku[]>> {
  const rows = await tx.rows(sql<TermsRow>`
    select terms.*, sku_price(terms.contract_id, terms.sku, at.time) as price_minor, at.begins_at
    from (
      select contract_id, null as sku, ${now}::timestamptz as time, null::timestamptz as begins_at from set_up_contracts
      union all
      select contract_id, sku, valid_from, valid_from from sku_change_times where valid_from > ${now}
    ) at, lateral sku_terms_at(at.contract_id, at.time) terms
    where at.sku is null or at.sku = terms.sku
    order by terms.contract_id, terms.sku, at.time`)
  const by_contract = new Map<string, SetupSku[]>()
  for (const { contract_id, sku, v1_product, currency: _, begins_at, price_minor, ...told } of rows) {
    const skus = by_contract.get(contract_id) ?? []
    by_contract.set(contract_id, skus)
    if (skus.at(-1)?.sku !== sku) skus.push({ sku, v1_product, terms: [] })
    const valid_from = begins_at === null ? null : timestamp(begins_at)
    skus.at(-1)!.terms.push({ valid_from, amount_minor: price_minor, ...told })
  }
  return by_contract
}
