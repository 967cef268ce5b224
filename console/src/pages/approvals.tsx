import type { OwnCredential } from '@swath/contract/accounts'
import type { Order } from '@swath/contract/orders'
import { useQuery } from '@tanstack/react-query'
import { ThumbsUp } from 'lucide-react'
import { useListing } from '../data/lists.ts'
import { ownCredentialQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Answered, Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { SpendingButtons } from './desk/decisions.tsx'
import { waiting_order_columns } from './desk/order-columns.tsx'

/** The orders that wait for an approver of the customer. */
export default function ApprovalsPage() {
  const own = useQuery(ownCredentialQuery(useSwath()))
  return (
    <Page title="Approvals" about="Orders that wait for an approver of yours, the oldest first.">
      <Answered query={own}>{(found) => <Waiting own={found} />}</Answered>
    </Page>
  )
}

function Waiting({ own }: { own: OwnCredential }) {
  const orders = useListing(['orders', 'approvals'], (swath, options) => swath.approvals.list(options))
  const may_decide = own.scopes.includes('approve')
  return (
    <Section flush>
      <PagedTable
        label="Orders to approve"
        query={orders}
        columns={may_decide ? [...waiting_order_columns, decision] : waiting_order_columns}
        keyOf={({ id }) => id}
        empty={
          <Empty icon={ThumbsUp} title="No order waits">
            Orders above the approval limit of the contract come here.
          </Empty>
        }
      />
    </Section>
  )
}

const decision: Column<Order> = {
  title: 'Decision',
  align: 'right',
  speaks: true,
  cell: (order) => <SpendingButtons order={order} />,
}
