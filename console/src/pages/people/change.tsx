import { Button, Modal, MultiSelect, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Invitation, Member, UpdateMember } from '@swath/contract/people'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { useSession } from '../../data/session.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Form, problemAt } from '../../ui/form.tsx'
import { CapInput } from '../credentials/cap-input.tsx'
import { ExpiryInput } from '../credentials/expiry-input.tsx'
import { MayInput } from './may.tsx'
import { peopleOf } from './noun.ts'

export function ChangeButton({ member }: { member: Member }) {
  const [is_open, dialog] = useDisclosure(false)
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={dialog.open}>
        Change
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={`What ${member.person.name} may`} size="lg">
        <ChangeForm member={member} close={dialog.close} />
      </Modal>
    </>
  )
}

function ChangeForm({ member, close }: { member: Member; close: () => void }) {
  const { role, contracts } = useSession()
  const [scopes, setScopes] = useState(member.scopes)
  const [contract_ids, setContracts] = useState(member.contracts.map(({ contract_id }) => contract_id))
  const [spend_cap, setCap] = useState(member.spend_cap)
  const [expires_at, setExpiresAt] = useState(member.expires_at)
  const is_own_customer = role === 'customer'
  const change: UpdateMember = {
    scopes,
    ...(is_own_customer && { spend_cap, contract_ids }),
    ...(expires_at !== member.expires_at && { expires_at }),
  }
  const changing = useAction(
    (swath, given: UpdateMember) => peopleOf(swath, role).update(member.client_id, given),
    { changes: ['people'], says: () => 'It holds from now on.', done: close },
  )
  return (
    <Form
      act="Save"
      fails="Not saved"
      sending={changing}
      onSubmit={() => changing.mutate(change)}
      cancel={
        <Button variant="default" onClick={close}>
          Leave it
        </Button>
      }
    >
      <Stack gap="md">
        <MayInput side={member.role} value={scopes} onChange={setScopes} />
        {is_own_customer && contracts.length > 1 && (
          <MultiSelect
            label="Contracts"
            data={contracts.map(({ contract_id, name }) => ({ value: contract_id, label: name }))}
            value={contract_ids}
            onChange={setContracts}
            error={problemAt(changing.error, '/contract_ids')}
          />
        )}
        <ExpiryInput
          value={expires_at}
          onChange={setExpiresAt}
          error={problemAt(changing.error, '/expires_at')}
        />
        {is_own_customer && <CapInput value={spend_cap} onChange={setCap} />}
      </Stack>
    </Form>
  )
}

export function RemoveButton({ member }: { member: Member }) {
  const { role } = useSession()
  const { name } = member.person
  const removing = useAction((swath) => peopleOf(swath, role).remove(member.client_id), {
    changes: ['people'],
    fails: 'Not removed',
    says: () => `${name} is removed.`,
  })
  return (
    <Confirm
      label="Remove"
      question={`Remove ${name}?`}
      consequence="They are refused from now on, wherever they have signed in, and the credentials that they have made end, too. Orders stay."
      act="Remove"
      doing={removing}
      size="compact-sm"
    />
  )
}

export function WithdrawButton({ invitation: { invitation_id, email } }: { invitation: Invitation }) {
  const { role } = useSession()
  const withdrawing = useAction((swath) => peopleOf(swath, role).withdraw(invitation_id), {
    changes: ['people'],
    fails: 'Not taken back',
    says: () => `The invitation of ${email} is taken back.`,
  })
  return (
    <Button
      variant="default"
      size="compact-sm"
      loading={withdrawing.isPending}
      onClick={() => withdrawing.mutate()}
    >
      Take back
    </Button>
  )
}
