import { Alert, Button, Group, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Credential, SpendCap } from '@swath/contract/accounts'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { messageOf } from '../../ui/states.tsx'
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
  function submit(event: FormEvent) {
    event.preventDefault()
    limiting.mutate(cap)
  }
  return (
    <form onSubmit={submit}>
      <CapInput value={cap} onChange={setCap} />
      {limiting.isError && (
        <Alert color="red" mt="md" title="Not saved" role="alert">
          {messageOf(limiting.error)}
        </Alert>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          Leave it
        </Button>
        <Button type="submit" loading={limiting.isPending}>
          Save
        </Button>
      </Group>
    </form>
  )
}
