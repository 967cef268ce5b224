import { Select } from '@mantine/core'
import type { Contract } from '@swath/contract/contracts'
import type { Destination } from '@swath/contract/destinations'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { useSwath } from '../../data/session.ts'
import { problemAt } from '../../ui/form.tsx'
import { FormDialog, SavedForm } from '../../ui/form-dialog.tsx'
import { Facts, Section } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'

/** The deliverables of orders that name no destination go there. */
export function DefaultDestination({ contract: { contract_id } }: { contract: Contract }) {
  const swath = useSwath()
  const destinations = useQuery({
    queryKey: ['contracts', 'destinations', contract_id],
    queryFn: ({ signal }) => swath.admin.destinations(contract_id, { signal }).all(),
  })
  const known = destinations.data
  return (
    <Section
      title="Default destination"
      actions={
        known && (
          <FormDialog label="Change" title="Where deliverables go by themselves">
            {(close) => <DestinationForm {...{ contract_id, known, close }} />}
          </FormDialog>
        )
      }
    >
      <Answered query={destinations}>
        {(found) => <Facts facts={{ 'Orders that name none go to': defaultOf(found)?.name ?? 'None' }} />}
      </Answered>
    </Section>
  )
}

const defaultOf = (all: readonly Destination[]) => all.find(({ default_for }) => default_for.contract)

interface DestinationFormProps {
  contract_id: string
  known: readonly Destination[]
  close: () => void
}

function DestinationForm({ contract_id, known, close }: DestinationFormProps) {
  const [chosen, setChosen] = useState(defaultOf(known)?.destination_id ?? null)
  const saving = useAction((swath) => swath.admin.setDefaultDestination(contract_id, chosen), {
    changes: ['contracts'],
    says: () => 'It holds for orders from now on.',
    done: close,
  })
  return (
    <SavedForm sending={saving} close={close}>
      <Select
        label="Destination"
        description="Of those that the customer has made. A project of the customer may have its own."
        placeholder="None: nothing is sent by itself"
        data={known.map(({ destination_id: value, name: label }) => ({ value, label }))}
        value={chosen}
        onChange={setChosen}
        error={problemAt(saving.error, '/destination_id')}
        clearable
        clearButtonProps={{ 'aria-label': 'None' }}
      />
    </SavedForm>
  )
}
