import { Stack } from '@mantine/core'
import type { ContractHistory } from '@swath/contract/deliverables'
import type { Balance, QuotaUse } from '@swath/contract/ledger'
import type { Order } from '@swath/contract/orders'
import { useQuery } from '@tanstack/react-query'
import { useSwath } from '../../data/session.ts'
import { formatArea, formatDay, formatMoney, formatNumber } from '../../ui/format.ts'
import { Name } from '../../ui/name.tsx'
import { Facts } from '../../ui/page.tsx'
import { measures, periods } from '../contract/quotas.ts'
import { AnsweredToSome } from '../contract/unseen.tsx'
import { CasePart } from './case.tsx'

/** The customer, what it may still spend, and how often it has been right. */
export function Customer({ contract_id, order }: { contract_id: string; order?: Order }) {
  const swath = useSwath()
  const history = useQuery({
    queryKey: ['desk', 'history', contract_id],
    queryFn: ({ signal }) => swath.desk.history(contract_id, { signal }),
  })
  const contract = useQuery({
    queryKey: ['contracts', 'one', contract_id],
    queryFn: ({ signal }) => swath.admin.contract(contract_id, { signal }),
  })
  const balance = useQuery({
    queryKey: ['contracts', 'balance', contract_id],
    queryFn: ({ signal }) => swath.admin.balance(contract_id, { signal }),
  })
  return (
    <>
      <CasePart title="Customer">
        <Stack gap="md">
          <AnsweredToSome query={contract}>
            {({ name, organisation_name }) => (
              <Facts facts={{ Contract: <Name>{name}</Name>, Customer: <Name>{organisation_name}</Name> }} />
            )}
          </AnsweredToSome>
          <AnsweredToSome query={history}>{(found) => <Facts facts={historyFacts(found)} />}</AnsweredToSome>
        </Stack>
      </CasePart>
      <CasePart title="Budget and quotas">
        <AnsweredToSome query={balance}>
          {(found) => <Facts facts={limitFacts(found, order)} />}
        </AnsweredToSome>
      </CasePart>
    </>
  )
}

function historyFacts({
  orders,
  open_orders,
  fulfilled_orders,
  last_order_at,
  delivered,
  rejections,
}: ContractHistory) {
  const { requested, accepted, denied } = rejections
  const all = requested + accepted + denied
  const share = delivered > 0 ? ` (${formatNumber((100 * all) / delivered)} %)` : ''
  return {
    Orders: `${formatNumber(orders)}, ${formatNumber(open_orders)} open, ${formatNumber(fulfilled_orders)} fulfilled`,
    'Last order': last_order_at && formatDay(last_order_at),
    Delivered: `${formatNumber(delivered)} deliverables`,
    Rejected: `${formatNumber(all)} of them${share}: ${accepted} accepted, ${denied} denied, ${requested} waiting`,
  }
}

function limitFacts(balance: Balance, order: Order | undefined) {
  const { is_limited, available_minor, held_minor, currency, quotas } = balance
  const money = (amount: number) => formatMoney(amount, currency)
  const beyond = order ? order.properties.price.total_minor - available_minor : 0
  const named = quotas.map((quota, at) => [
    `${at + 1}. ${quotaName(quota)}`,
    quotaText(quota, order, currency),
  ])
  return {
    Budget: is_limited
      ? `${money(available_minor)} available, ${money(held_minor)} held${beyond > 0 ? `; this order is ${money(beyond)} beyond it` : ''}`
      : 'No limit',
    ...Object.fromEntries(named),
  }
}

const quotaName = ({ measure, period, sku }: QuotaUse) =>
  `${measures[measure]}, ${periods[period].toLowerCase()}, ${sku ?? 'all SKUs'}`

/** An order counts by its price, its area or itself; one that waits is not among what is used. */
function quotaText(quota: QuotaUse, order: Order | undefined, currency: string): string {
  const { measure, limit, used, sku } = quota
  const amount = (value: number) =>
    ({
      amount: () => formatMoney(value, currency),
      km2: () => formatArea(value),
      orders: () => formatNumber(value),
    })[measure]()
  const told = `${amount(used)} of ${amount(limit)} used`
  if (!order || (sku !== null && sku !== order.properties.sku)) return told
  const { price, area_km2 } = order.properties
  const needed = { amount: price.total_minor, km2: area_km2, orders: 1 }[measure]
  const beyond = used + needed - limit
  return beyond > 0 ? `${told}; this order needs ${amount(needed)} and is ${amount(beyond)} beyond it` : told
}
