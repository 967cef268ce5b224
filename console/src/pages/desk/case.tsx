import { Button, Modal, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import classes from './case.module.css'

interface CaseProps {
  title: string
  /** Named on the button, where it stands among other things. */
  subject?: string
  /** Buttons that end the case. */
  decision?: ReactNode
  children: ReactNode
}

/** Everything by which something is judged, in one place behind a button, and the decision below it. */
export function Case({ title, subject, decision, children }: CaseProps) {
  const [is_open, dialog] = useDisclosure(false)
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={dialog.open}>
        {subject ? `Review ${subject}` : 'Review'}
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={title} size="xl">
        <Stack gap="lg">
          {children}
          {decision}
        </Stack>
      </Modal>
    </>
  )
}

/** A part of a case. */
export function CasePart({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={classes.part}>{title}</h3>
      {children}
    </section>
  )
}
