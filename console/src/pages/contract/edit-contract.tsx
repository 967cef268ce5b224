import { Stack, TextInput } from '@mantine/core'
import type { Contract } from '@swath/contract/contracts'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { problemAt } from '../../ui/form.tsx'
import { FormDialog, SavedForm } from '../../ui/form-dialog.tsx'
import { InstantInput } from '../../ui/instant-input.tsx'
import { TimeZoneInput } from '../contracts/time-zone.tsx'

export function EditContract({ contract }: { contract: Contract }) {
  return (
    <FormDialog label="Change" title="Change the contract">
      {(close) => <ContractForm contract={contract} close={close} />}
    </FormDialog>
  )
}

function ContractForm({ contract, close }: { contract: Contract; close: () => void }) {
  const [{ name, time_zone, ends_at }, setDraft] = useState(contract)
  const change = (changed: Partial<Contract>) => setDraft((before) => ({ ...before, ...changed }))
  const saving = useAction(
    (swath) => swath.admin.updateContract(contract.contract_id, { name, time_zone, ends_at }),
    { changes: ['contracts'], says: () => 'The contract is changed.', done: close },
  )
  return (
    <SavedForm sending={saving} close={close}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={problemAt(saving.error, '/name')}
          maxLength={120}
          required
        />
        <InstantInput
          label="Ends (UTC)"
          description="From then on nothing new can be ordered. What was ordered goes on. Empty: never."
          placeholder="Never"
          value={ends_at}
          onChange={(instant) => change({ ends_at: instant })}
          error={problemAt(saving.error, '/ends_at')}
        />
        <TimeZoneInput
          value={time_zone}
          onChange={(zone) => change({ time_zone: zone })}
          error={problemAt(saving.error, '/time_zone')}
        />
      </Stack>
    </SavedForm>
  )
}
