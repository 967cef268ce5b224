import { Button, type ButtonProps, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { Form } from './form.tsx'

interface FormDialogProps extends Omit<ButtonProps, 'children'> {
  /** On the button that opens it. */
  label: string
  title: string
  /** The form, which is made anew each time; `close` is for its end. */
  children: (close: () => void) => ReactNode
  wide?: boolean
}

/** A button that opens a form. */
export function FormDialog({ label, title, children, wide, ...button }: FormDialogProps) {
  const [is_open, dialog] = useDisclosure(false)
  return (
    <>
      <Button variant="default" size="compact-sm" {...button} onClick={dialog.open}>
        {label}
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={title} size={wide ? 'xl' : 'md'}>
        {children(dialog.close)}
      </Modal>
    </>
  )
}

interface SavingProps {
  sending: { error: unknown; isPending: boolean; mutate: () => void }
  close: () => void
  children: ReactNode
}

/** The form of such a dialog, whose values are kept. */
export function SavedForm({ sending, close, children }: SavingProps) {
  return (
    <Form
      act="Save"
      fails="Not saved"
      sending={sending}
      onSubmit={() => sending.mutate()}
      cancel={<BackButton close={close} />}
    >
      {children}
    </Form>
  )
}

export function BackButton({ close }: { close: () => void }) {
  return (
    <Button variant="default" onClick={close}>
      Back
    </Button>
  )
}
