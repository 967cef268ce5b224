import { Button, Group, Modal, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Contract } from '@swath/client/admin'
import { Eye } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../data/actions.ts'
import { useListing } from '../data/lists.ts'
import { startView } from '../data/session.ts'
import { Id } from '../ui/id.tsx'
import { Name } from '../ui/name.tsx'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'

/** An operator looks at the system as a customer sees it. */
export default function SupportPage() {
  const contracts = useListing(['contracts', 'list'], (swath, options) => swath.admin.contracts(options))
  return (
    <Page
      title="Support"
      about="Look at Swath as a customer sees it. You change nothing, and the customer sees in its audit that you looked, and why."
    >
      <Section flush>
        <PagedTable
          label="Contracts"
          query={contracts}
          columns={columns}
          keyOf={({ contract_id }) => contract_id}
          empty={<Empty icon={Eye} title="No contracts yet" />}
        />
      </Section>
    </Page>
  )
}

const columns: Column<Contract>[] = [
  {
    title: 'Contract',
    cell: ({ name }) => (
      <strong>
        <Name>{name}</Name>
      </strong>
    ),
  },
  { title: 'Customer', cell: ({ organisation_name }) => <Name>{organisation_name}</Name> },
  { title: 'Id', speaks: true, cell: ({ contract_id }) => <Id>{contract_id}</Id> },
  { title: 'Look', align: 'right', speaks: true, cell: (contract) => <LookButton contract={contract} /> },
]

function LookButton({ contract }: { contract: Contract }) {
  const [is_open, dialog] = useDisclosure(false)
  const [reason, setReason] = useState('')
  const looking = useAction((swath) => swath.admin.view(contract.contract_id, reason), {
    changes: [],
    fails: 'Not possible',
    done: (view) => startView(view, contract),
  })
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Look as ${contract.name}`}
        onClick={dialog.open}
      >
        Look
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={`Look as ${contract.name}`}>
        <Textarea
          label="Why"
          description="The customer reads it in its audit"
          placeholder="Ticket 4711: an order seems to be late"
          maxLength={500}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={dialog.close}>
            Cancel
          </Button>
          <Button
            disabled={reason.trim().length < 3}
            loading={looking.isPending}
            onClick={() => looking.mutate()}
          >
            Look for half an hour
          </Button>
        </Group>
      </Modal>
    </>
  )
}
