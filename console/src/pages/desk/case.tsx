import { Button, Modal, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'

/** Everything by which something is decided, in one place, and the decision below it. */
export function Case(props: { title: string; decision: ReactNode; children: ReactNode }) {
  const [is_open, dialog] = useDisclosure(false)
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={dialog.open}>
        Look at it
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={props.title} size="xl">
        <Stack gap="lg">
          {props.children}
          {props.decision}
        </Stack>
      </Modal>
    </>
  )
}

/** A part of a case. */
export function CasePart({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 style={{ margin: '0 0 8px', fontSize: '0.875rem' }}>{title}</h3>
      {children}
    </section>
  )
}
