import { Box, Group, Paper, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import classes from './page.module.css'

interface PageProps {
  title: string
  /** Beside the title: a badge. */
  mark?: ReactNode
  /** One line of what the page is about. */
  about?: ReactNode
  actions?: ReactNode
  /** As wide as the screen, for what is read along an axis. */
  is_wide?: boolean
  children: ReactNode
}

/** The frame of every page that is not a map: the title names the document as well. */
export function Page({ title, mark, about, actions, is_wide, children }: PageProps) {
  usePageTitle(title)
  return (
    <Box className={classes.page} data-wide={is_wide || undefined}>
      <Group justify="space-between" align="flex-start" gap="md" mb="lg">
        <Box flex="1 1 320px" miw={0}>
          <Group gap="sm">
            <Title order={1} className={classes.title}>
              {title}
            </Title>
            {mark}
          </Group>
          {about && (
            <Text component="div" c="dimmed" mt={4} className={classes.title}>
              {about}
            </Text>
          )}
        </Box>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  )
}

export function usePageTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Swath`
  }, [title])
}

/** A part of a page with a heading of its own; `flush` lets a table reach its edges. */
export function Section(props: {
  title?: string
  actions?: ReactNode
  flush?: boolean
  children: ReactNode
}) {
  const { title, actions, flush, children } = props
  return (
    <Paper component="section" className={classes.section} data-flush={flush || undefined}>
      {title && (
        <Group justify="space-between" className={classes.heading} gap="xs">
          <Title order={2}>{title}</Title>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
      )}
      <div className={classes.body}>{children}</div>
    </Paper>
  )
}

/** Names and values. A value that is missing is left out. */
export function Facts({ facts }: { facts: Readonly<Record<string, ReactNode>> }) {
  const told = Object.entries(facts).filter(
    ([, value]) => value !== undefined && value !== null && value !== '' && value !== false,
  )
  return (
    <dl className="facts">
      {told.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
