import { Button, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { OwnProof } from '@swath/contract/factors'
import { useState } from 'react'
import { Form } from '../../ui/form.tsx'

interface ProofButtonProps {
  label: string
  title: string
  about: string
  act: string
  has_password: boolean
  sending: {
    error: unknown
    isPending: boolean
    mutate: (proof: OwnProof, then: { onSuccess: () => void }) => void
  }
}

/** A button for what somebody may do who proves once more who they are. */
export function ProofButton({ label, title, about, act, has_password, sending }: ProofButtonProps) {
  const [is_open, dialog] = useDisclosure(false)
  const [said, setSaid] = useState('')
  const proof = has_password ? { password: said } : { code: said }
  const field = {
    required: true,
    value: said,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setSaid(event.currentTarget.value),
  }
  function close() {
    setSaid('')
    dialog.close()
  }
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        {label}
      </Button>
      <Modal opened={is_open} onClose={close} title={title}>
        <Form
          act={act}
          fails="Not done"
          sending={sending}
          onSubmit={() => sending.mutate(proof, { onSuccess: close })}
          cancel={
            <Button variant="default" onClick={close}>
              Leave it
            </Button>
          }
        >
          <Stack gap="md">
            <Text>{about}</Text>
            {has_password ? (
              <PasswordInput label="Your password" autoComplete="current-password" {...field} />
            ) : (
              <TextInput
                label="A code of your app, or for recovery"
                autoComplete="one-time-code"
                {...field}
              />
            )}
          </Stack>
        </Form>
      </Modal>
    </>
  )
}
