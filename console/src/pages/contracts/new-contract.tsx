import { Button, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { useSwath } from '../../data/session.ts'
import { Form } from '../../ui/form.tsx'
import { TimeZoneInput } from './time-zone.tsx'

const fresh = { organisation_id: '', name: '', currency: 'USD', time_zone: 'UTC' }

export function NewContractButton() {
  const [is_open, dialog] = useDisclosure(false)
  return (
    <>
      <Button leftSection={<Plus size={16} aria-hidden />} onClick={dialog.open}>
        New contract
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title="New contract">
        <NewContract close={dialog.close} />
      </Modal>
    </>
  )
}

function NewContract({ close }: { close: () => void }) {
  const swath = useSwath()
  const customers = useQuery({
    queryKey: ['contracts', 'customers'],
    queryFn: ({ signal }) => swath.admin.organisations({ signal }).all(),
  })
  const [contract, setContract] = useState(fresh)
  const making = useAction((client) => client.admin.createContract(contract), {
    changes: ['contracts'],
    says: ({ name }) => `${name} is there, still without anything that it may order.`,
    done: close,
  })
  const text = (field: keyof typeof fresh) => ({
    value: contract[field],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setContract((before) => ({ ...before, [field]: value }))
    },
    required: true,
  })
  return (
    <Form
      act="Create contract"
      fails="Not created"
      sending={making}
      onSubmit={() => making.mutate()}
      cancel={
        <Button variant="default" onClick={close}>
          Back
        </Button>
      }
    >
      <Stack gap="sm">
        <Select
          label="Customer"
          searchable
          data={(customers.data ?? []).map(({ organisation_id: value, name: label }) => ({ value, label }))}
          value={contract.organisation_id || null}
          onChange={(chosen) => setContract((before) => ({ ...before, organisation_id: chosen ?? '' }))}
          required
        />
        <TextInput label="Name" maxLength={120} {...text('name')} />
        <TextInput
          label="Currency"
          description="Of all its prices, for good"
          maxLength={3}
          {...text('currency')}
        />
        <TimeZoneInput
          value={contract.time_zone}
          onChange={(time_zone) => setContract((before) => ({ ...before, time_zone }))}
        />
      </Stack>
    </Form>
  )
}
