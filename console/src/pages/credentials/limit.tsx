import { Button, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Credential, OwnCredential, UpdateCredential } from '@swath/contract/accounts'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { Form, problemAt } from '../../ui/form.tsx'
import { CapInput } from './cap-input.tsx'
import { ExpiryInput } from './expiry-input.tsx'
import { ScopesInput } from './scopes-input.tsx'

interface LimitProps {
  credential: Credential
  own: OwnCredential
}

export function LimitButton({ credential, own }: LimitProps) {
  const [is_open, dialog] = useDisclosure(false)
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={dialog.open}>
        Limit
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={`Limit ${credential.name}`}>
        <LimitForm credential={credential} own={own} close={dialog.close} />
      </Modal>
    </>
  )
}

function LimitForm({ credential, own, close }: LimitProps & { close: () => void }) {
  const [cap, setCap] = useState(credential.spend_cap)
  const [scopes, setScopes] = useState(credential.scopes)
  const [expires_at, setExpiresAt] = useState(credential.expires_at)
  const changes = {
    scopes,
    ...(credential.may_change_cap ? { spend_cap: cap } : {}),
    ...(expires_at === credential.expires_at ? {} : { expires_at }),
  }
  const limiting = useAction(
    (swath, changes: UpdateCredential) => swath.apiCredentials.update(credential.client_id, changes),
    { changes: ['credentials'], says: () => 'It holds from now on.', done: close },
  )
  return (
    <Form
      act="Save"
      fails="Not saved"
      sending={limiting}
      onSubmit={() => limiting.mutate(changes)}
      cancel={
        <Button variant="default" onClick={close}>
          Leave it
        </Button>
      }
    >
      <Stack gap="md">
        <ScopesInput value={scopes} from={own.scopes} onChange={setScopes} />
        <ExpiryInput
          value={expires_at}
          onChange={setExpiresAt}
          error={problemAt(limiting.error, '/expires_at')}
        />
        {credential.may_change_cap ? (
          <CapInput value={cap} onChange={setCap} />
        ) : (
          <Text c="dimmed" size="sm">
            Its spend cap was set by somebody else, who alone changes it.
          </Text>
        )}
      </Stack>
    </Form>
  )
}
