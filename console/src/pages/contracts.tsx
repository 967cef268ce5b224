import { Box, Group, Text } from '@mantine/core'
import type { Contract } from '@swath/contract/contracts'
import { Link } from '@tanstack/react-router'
import { Building2 } from 'lucide-react'
import { useListing } from '../data/lists.ts'
import { Badge } from '../ui/badges.tsx'
import { formatWord } from '../ui/format.ts'
import { Id } from '../ui/id.tsx'
import { Name } from '../ui/name.tsx'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { NewContractButton } from './contracts/new-contract.tsx'
import { NewCustomerButton } from './contracts/new-customer.tsx'
import { contract_tones } from './contracts/standing.ts'
import { ResumeButton, SuspendButton } from './contracts/suspend.tsx'

/** The contracts of all customers, for operators. */
export default function ContractsPage() {
  const contracts = useListing(['contracts', 'all'], (swath, options) => swath.admin.contracts(options))
  return (
    <Page
      title="Customers"
      about="Who may order, and by which contract."
      actions={
        <>
          <NewCustomerButton />
          <NewContractButton />
        </>
      }
    >
      <Section flush>
        <PagedTable
          label="Contracts"
          query={contracts}
          columns={columns}
          keyOf={({ contract_id }) => contract_id}
          opens
          empty={
            <Empty icon={Building2} title="No contract yet">
              Make a customer first, and then what it orders by.
            </Empty>
          }
        />
      </Section>
    </Page>
  )
}

const columns: Column<Contract>[] = [
  {
    title: 'Contract',
    value: ({ name }) => name,
    cell: ({ name, contract_id }) => (
      <Box w="100%">
        <Link className="row-link" to="/contracts/$contract_id" params={{ contract_id }}>
          <Name>{name}</Name>
        </Link>
        <Text size="sm" c="dimmed" className="code">
          <Id>{contract_id}</Id>
        </Text>
      </Box>
    ),
  },
  {
    title: 'Customer',
    speaks: true,
    value: (one) => one.organisation_name,
    cell: ({ organisation_name }) => <Name>{organisation_name}</Name>,
  },
  { title: 'Currency', value: (one) => one.currency, cell: ({ currency }) => currency },
  { title: 'Months of', value: (one) => one.time_zone, cell: ({ time_zone }) => time_zone },
  {
    title: 'State',
    value: ({ status }) => status,
    speaks: true,
    cell: ({ status, suspension }) => (
      <>
        <Badge tone={contract_tones[status]}>{formatWord(status)}</Badge>
        {suspension && (
          <Text size="sm" c="dimmed">
            {suspension.reason}
          </Text>
        )}
      </>
    ),
  },
  {
    title: 'Ends',
    value: (one) => one.ends_at,
    cell: ({ ends_at }) => (ends_at ? <When at={ends_at} /> : 'Never'),
  },
  {
    title: 'Orders',
    align: 'right',
    speaks: true,
    cell: (contract) => (
      <Group gap={6} justify="flex-end">
        {contract.suspension ? <ResumeButton contract={contract} /> : <SuspendButton contract={contract} />}
      </Group>
    ),
  },
]
