import { Button, Group, Modal, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Contract } from '@swath/contract/contracts'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'

/** A suspension has a reason, which is told whoever tries to order. */
export function SuspendButton({ contract: { contract_id, name } }: { contract: Contract }) {
  const [is_open, dialog] = useDisclosure(false)
  const [reason, setReason] = useState('')
  const suspending = useAction(
    (swath) => swath.admin.updateContract(contract_id, { suspension: { reason: reason.trim() } }),
    {
      changes: ['contracts'],
      fails: 'Not suspended',
      says: () => `${name} orders nothing new.`,
      done: dialog.close,
    },
  )
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={dialog.open}>
        Suspend
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={`Suspend ${name}?`}>
        <Text ta="left">
          Nothing new can be ordered or downloaded by it. What was ordered goes on, and everything can be
          read.
        </Text>
        <Textarea
          label="Reason, which is told whoever tries to order"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={500}
          rows={3}
          mt="md"
          required
        />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={dialog.close}>
            Back
          </Button>
          <Button
            color="red.9"
            disabled={reason.trim() === ''}
            loading={suspending.isPending}
            onClick={() => suspending.mutate()}
          >
            Suspend the contract
          </Button>
        </Group>
      </Modal>
    </>
  )
}

export function ResumeButton({ contract: { contract_id, name } }: { contract: Contract }) {
  const resuming = useAction((swath) => swath.admin.updateContract(contract_id, { suspension: null }), {
    changes: ['contracts'],
    fails: 'Not resumed',
    says: () => `${name} may order again.`,
  })
  return (
    <Button size="compact-sm" loading={resuming.isPending} onClick={() => resuming.mutate()}>
      Let it order
    </Button>
  )
}
