import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Credential, SpendCap } from '@swath/contract/accounts'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { Form } from '../../ui/form.tsx'
import { CapInput } from './cap-input.tsx'

export function LimitButton({ credential }: { credential: Credential }) {
  const [is_open, dialog] = useDisclosure(false)
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={dialog.open}>
        Limit
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={`Limit ${credential.name}`}>
        <LimitForm credential={credential} close={dialog.close} />
      </Modal>
    </>
  )
}

function LimitForm({ credential, close }: { credential: Credential; close: () => void }) {
  const [cap, setCap] = useState(credential.spend_cap)
  const limiting = useAction(
    (swath, spend_cap: SpendCap | null) => swath.apiCredentials.limit(credential.client_id, spend_cap),
    { changes: ['credentials'], says: () => 'It holds from the next order on.', done: close },
  )
  return (
    <Form
      act="Save"
      fails="Not saved"
      sending={limiting}
      onSubmit={() => limiting.mutate(cap)}
      cancel={
        <Button variant="default" onClick={close}>
          Leave it
        </Button>
      }
    >
      <CapInput value={cap} onChange={setCap} />
    </Form>
  )
}
