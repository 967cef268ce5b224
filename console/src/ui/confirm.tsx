import { Button, type ButtonProps, Group, Modal, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'

interface ConfirmProps {
  /** On the button that opens the question. */
  label: string
  question: string
  /** Says in a sentence what the action does. */
  consequence: ReactNode
  /** On the button that does it. */
  act: string
  isPending: boolean
  onConfirm: (close: () => void) => void
  button?: ButtonProps
}

/** A button for what cannot be taken back. */
export function Confirm(props: ConfirmProps) {
  const { label, question, consequence, act, isPending, onConfirm, button } = props
  const [is_open, dialog] = useDisclosure(false)
  return (
    <>
      <Button variant="default" onClick={dialog.open} {...button}>
        {label}
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={question}>
        <Text>{consequence}</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={dialog.close}>
            Keep it
          </Button>
          <Button color="red.9" loading={isPending} onClick={() => onConfirm(dialog.close)}>
            {act}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
