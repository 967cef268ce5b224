import { Button, Group, Modal, PasswordInput, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Provider } from '@swath/client/providers'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { problemAt } from '../../ui/form.tsx'
import { FormDialog, SavedForm } from '../../ui/form-dialog.tsx'
import { Secret } from '../../ui/secret.tsx'
import { kindOf, usesServersSecret } from './kinds.ts'

/** A secret is made here for whom it is shared with, and brought here from whom it belongs to. */
export function SecretButtons({ provider }: { provider: Provider }) {
  if (usesServersSecret(provider)) return null
  if (provider.kind === 'protocol') return <RotateButton provider={provider} />
  const about = kindOf(provider.kind)?.secret
  if (!about) return null
  return (
    <FormDialog label="Change the secret" title="Change the secret" size="sm">
      {(close) => <SecretForm provider={provider} about={about} close={close} />}
    </FormDialog>
  )
}

interface SecretFormProps {
  provider: Provider
  about: string
  close: () => void
}

function SecretForm({ provider: { name }, about, close }: SecretFormProps) {
  const [secret, setSecret] = useState('')
  const saving = useAction((swath) => swath.providers.update(name, { secret }), {
    changes: ['providers'],
    says: () => 'The secret is changed. Test the connection.',
    done: close,
  })
  return (
    <SavedForm sending={saving} close={close}>
      <PasswordInput
        label="Secret"
        description={about}
        value={secret}
        onChange={(event) => setSecret(event.currentTarget.value)}
        error={problemAt(saving.error, '/secret')}
        autoComplete="off"
        required
      />
    </SavedForm>
  )
}

function RotateButton({ provider: { name, title, has_secret } }: { provider: Provider }) {
  const [is_open, dialog] = useDisclosure(false)
  const rotating = useAction((swath) => swath.providers.rotateSecret(name), {
    changes: ['providers'],
    fails: 'There is no new secret',
  })
  const made = rotating.data?.secret
  function close() {
    dialog.close()
    rotating.reset()
  }
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        New secret
      </Button>
      <Modal opened={is_open} onClose={close} title={`The secret of ${title}`} size="lg">
        {made ? (
          <Secret
            title="The new secret"
            about="Give it to the provider now: it is not shown again, but can be replaced at any time."
            secret={made}
          />
        ) : (
          <Text>
            {has_secret
              ? 'The former secret ends at once: nobody understands the other before the provider has the new one.'
              : 'Both sign their requests with it.'}
          </Text>
        )}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={close}>
            {made ? 'Done' : 'Back'}
          </Button>
          {!made && (
            <Button loading={rotating.isPending} onClick={() => rotating.mutate()}>
              Make a new secret
            </Button>
          )}
        </Group>
      </Modal>
    </>
  )
}
