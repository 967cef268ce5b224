import { Alert, Anchor, Button, Paper, Stack, Text, Title } from '@mantine/core'
import { isInClear } from '@swath/contract/in-clear'
import { CircleAlert } from 'lucide-react'
import type { FormEvent, ReactNode } from 'react'
import { path_prefix } from '../../data/path-prefix.ts'
import mark from '../../ui/mark.svg'
import { usePageTitle } from '../../ui/page.tsx'
import { messageOf } from '../../ui/states.tsx'
import classes from './card.module.css'

interface CardProps {
  title: string
  about?: ReactNode
  children: ReactNode
}

/** The frame of what is shown before somebody has signed in. */
export function Card({ title, about, children }: CardProps) {
  usePageTitle(title)
  return (
    <main className={classes.page}>
      <Paper className={classes.card} radius="lg">
        <img src={mark} width={40} height={40} alt="" />
        <Title order={1} mt="md">
          {title}
        </Title>
        <Text c="dimmed" mt={4} mb="lg">
          {about}
        </Text>
        {children}
      </Paper>
      <Text className={classes.foot}>
        Building a client? <Anchor href={`${path_prefix}/docs`}>API reference</Anchor>
      </Text>
    </main>
  )
}

interface CardFormProps {
  act: string
  sending: { error: unknown; isError: boolean; isPending: boolean }
  onSubmit: (text: (name: string) => string) => void
  children: ReactNode
}

/** A form that visitors fill in. Browsers keep passwords by the names of the fields. */
export function CardForm({ act, sending, onSubmit, children }: CardFormProps) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    onSubmit((name) => String(form.get(name) ?? ''))
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {children}
        {isInClear(location.origin) && (
          <Alert color="yellow" variant="light" icon={<CircleAlert size={18} />}>
            This page came over http://, so others can read the secret on the way.
          </Alert>
        )}
        {sending.isError && (
          <Alert color="red" variant="light" icon={<CircleAlert size={18} />} role="alert">
            {messageOf(sending.error)}
          </Alert>
        )}
        <Button type="submit" size="md" loading={sending.isPending}>
          {act}
        </Button>
      </Stack>
    </form>
  )
}
