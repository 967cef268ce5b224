import { Button, type ButtonProps, Group, Modal, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'

interface ConfirmProps extends Pick<ButtonProps, 'size'> {
  /** On the button that opens the question. */
  label: string
  question: string
  /** Says in a sentence what the action does. */
  consequence: ReactNode
  /** On the button that does it. */
  act: string
  /** The question stays until it is done, or has failed. */
  doing: { isPending: boolean; mutate: (input: undefined, end: { onSettled: () => void }) => void }
}

/** A button for what cannot be taken back. */
export function Confirm({ label, question, consequence, act, doing, size = 'sm' }: ConfirmProps) {
  const [is_open, dialog] = useDisclosure(false)
  return (
    <>
      <Button variant="default" size={size} onClick={dialog.open}>
        {label}
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={question}>
        <Text component="div">{consequence}</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={dialog.close}>
            Keep it
          </Button>
          <Button
            color="red.9"
            loading={doing.isPending}
            onClick={() => doing.mutate(undefined, { onSettled: dialog.close })}
          >
            {act}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
