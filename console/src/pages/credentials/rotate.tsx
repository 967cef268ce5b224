import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import type { Credential } from '@swath/contract/accounts'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { signOut } from '../../data/session.ts'
import { Form } from '../../ui/form.tsx'
import { Secret } from '../../ui/secret.tsx'

const overlaps = [
  { value: '3600', label: 'for an hour more' },
  { value: '86400', label: 'for a day more' },
  { value: '604800', label: 'for a week more' },
  { value: '0', label: 'not at all: it got out' },
]

interface RotateProps {
  credential: Credential
  /** This tab uses it. */
  is_own: boolean
}

export function RotateButton({ credential: { client_id, name }, is_own }: RotateProps) {
  const [is_open, setOpen] = useState(false)
  const [overlap, setOverlap] = useState('86400')
  const rotating = useAction(
    (swath) =>
      is_own
        ? swath.credentials.rotateOwn({ overlap_s: Number(overlap) })
        : swath.apiCredentials.rotate(client_id, { overlap_s: Number(overlap) }),
    // With the secret of this tab its token may have ended, which the page is not to say before the new one is kept.
    { changes: is_own && overlap === '0' ? [] : ['credentials'] },
  )
  const { client_secret } = rotating.data ?? {}
  function close() {
    setOpen(false)
    rotating.reset()
    if (is_own && client_secret && overlap === '0') void signOut()
  }
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={() => setOpen(true)}>
        New secret
      </Button>
      <Modal opened={is_open} onClose={close} title={`A new secret for ${name}`} size="lg">
        {client_secret ? (
          <Stack>
            <Secret
              title="The client secret"
              about="Keep it now: it is not shown again."
              secret={client_secret}
            />
            <Group justify="flex-end">
              <Button onClick={close}>I have kept it</Button>
            </Group>
          </Stack>
        ) : (
          <Form
            act="Make a new secret"
            fails="No new secret"
            sending={rotating}
            onSubmit={() => rotating.mutate()}
            cancel={
              <Button variant="default" onClick={close}>
                Leave it
              </Button>
            }
          >
            <Select
              label="The secret of now is good"
              data={overlaps}
              value={overlap}
              allowDeselect={false}
              onChange={(chosen) => setOverlap(chosen!)}
            />
            <Text c="dimmed" size="sm" mt="sm">
              {overlap === '0'
                ? 'Tokens and links that were made with it end at once. Look at what it has made, too.'
                : 'Until then both are, so that no program stops in between.'}
              {is_own && overlap === '0' && ' This tab uses it, so you are signed out.'}
            </Text>
          </Form>
        )}
      </Modal>
    </>
  )
}
