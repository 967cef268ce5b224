import type { Contract } from '@swath/contract/contracts'
import type { ContractSku } from '@swath/contract/skus'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { PackageOpen } from 'lucide-react'
import { skusQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { Badge } from '../../ui/badges.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { formatMoney } from '../../ui/format.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Section } from '../../ui/page.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import { CopySkus } from './copy-skus.tsx'
import { nextChangeOf, presentPriceOf } from './terms-draft.ts'

/** A contract may order these, on these terms. */
export function Skus({ contract }: { contract: Contract }) {
  const { contract_id } = contract
  const skus = useQuery(skusQuery(useSwath(), contract_id))
  return (
    <Section
      title="What it may order"
      flush
      actions={
        <>
          <FormDialog label="Copy" title="Take SKUs from another contract" wide>
            {(close) => <CopySkus contract={contract} close={close} />}
          </FormDialog>
          <LinkButton
            to="/contracts/$contract_id/skus/$sku"
            params={{ contract_id, sku: 'new' }}
            size="compact-sm"
          >
            Add a SKU
          </LinkButton>
        </>
      }
    >
      <Answered query={skus}>
        {(found) =>
          found.length === 0 ? (
            <Empty icon={PackageOpen} title="Nothing yet">
              Add a SKU, or copy those of another contract.
            </Empty>
          ) : (
            <Table label="SKUs" rows={found} columns={columns} keyOf={({ sku }) => sku} opens />
          )
        }
      </Answered>
    </Section>
  )
}

const columns: Column<ContractSku>[] = [
  {
    title: 'SKU',
    value: ({ sku }) => sku,
    cell: ({ contract_id, sku }) => (
      <Link className="row-link code" to="/contracts/$contract_id/skus/$sku" params={{ contract_id, sku }}>
        {sku}
      </Link>
    ),
  },
  {
    title: 'Price',
    value: presentPriceOf,
    align: 'right',
    cell: (one) => (
      <span className="number">
        {`${formatMoney(presentPriceOf(one), one.currency)} / ${one.unit === 'km2' ? 'km²' : 'image'}`}
      </span>
    ),
  },
  { title: 'Levels', cell: ({ processing_levels }) => processing_levels.join(', ') },
  {
    title: 'Offered',
    value: ({ is_offered }) => Number(!is_offered),
    speaks: true,
    cell: ({ is_offered }) => (
      <Badge tone={is_offered ? 'good' : 'neutral'}>{is_offered ? 'Offered' : 'Not offered'}</Badge>
    ),
  },
  {
    title: 'Next change',
    cell: (one) => {
      const next = nextChangeOf(one)
      return next ? <When at={next} /> : 'None'
    },
  },
]
