import { Alert, Button, Group } from '@mantine/core'
import { ApiError } from '@swath/client/errors'
import type { FormEvent, ReactNode } from 'react'
import classes from './form.module.css'
import { messageOf } from './states.tsx'

/** The texts around a form, from the page that opens it. */
export interface FormFrame {
  /** On the button that sends it. */
  act: string
  /** The title of what went wrong. */
  fails: string
  sending: { error: unknown; isPending: boolean }
  /** Leads back to where it was opened. */
  cancel: ReactNode
}

interface FormProps extends FormFrame {
  onSubmit: () => void
  children: ReactNode
}

/** A form that is filled in and sent. */
export function Form({ act, fails, sending, onSubmit, cancel, children }: FormProps) {
  function submit(event: FormEvent) {
    event.preventDefault()
    onSubmit()
  }
  return (
    <form onSubmit={submit} className={classes.form} autoComplete="off">
      {children}
      {sending.error != null && (
        <Alert color="red" mt="md" title={fails} role="alert">
          {messageOf(sending.error)}
        </Alert>
      )}
      <Group justify="flex-end" mt="lg">
        {cancel}
        <Button type="submit" loading={sending.isPending}>
          {act}
        </Button>
      </Group>
    </form>
  )
}

/** The problem of the field that has this place in the request, said beside it. */
export function problemAt(error: unknown, pointer: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined
  // Each value of a list has a place of its own below.
  return error.problems.find((problem) => `${problem.pointer}/`.startsWith(`${pointer}/`))?.message
}
