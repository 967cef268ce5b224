import { Button, Group, Stack, Text } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'
import type { ReplayWebhook } from '@swath/contract/webhooks'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { Section } from '../../ui/page.tsx'

/** Sends the events of a time again: after a receiver lost them, or for a new one. */
export function Replay({ webhook_id }: { webhook_id: string }) {
  const [from, setFrom] = useState<string | null>(null)
  const [to, setTo] = useState<string | null>(null)
  const replaying = useAction((swath, what: ReplayWebhook) => swath.webhooks.replay(webhook_id, what), {
    changes: ['webhooks'],
    fails: 'Nothing is sent again',
    says: ({ replayed, has_more }) =>
      `${replayed} ${replayed === 1 ? 'message is' : 'messages are'} sent again${has_more ? '; more remain, repeat it' : ''}.`,
  })
  return (
    <Section title="Send again">
      <Stack gap="md">
        <Text c="dimmed" size="sm">
          Messages keep their ids, so that a receiver knows what it has had already.
        </Text>
        <Group grow align="flex-start">
          <DateTimePicker
            label="From (UTC)"
            value={from}
            onChange={setFrom}
            placeholder="Any time"
            clearable
          />
          <DateTimePicker label="Until (UTC)" value={to} onChange={setTo} placeholder="Now" clearable />
        </Group>
        <Group justify="flex-end" gap="xs">
          <Button
            variant="default"
            size="compact-sm"
            loading={replaying.isPending}
            onClick={() => replaying.mutate({ dead: true })}
          >
            All dead letters
          </Button>
          <Button
            size="compact-sm"
            disabled={from === null}
            loading={replaying.isPending}
            onClick={() => replaying.mutate({ from: utc(from!), ...(to === null ? {} : { to: utc(to) }) })}
          >
            This time
          </Button>
        </Group>
      </Stack>
    </Section>
  )
}

/** The text of the picker, `2026-01-31 10:00:00`, as an instant. */
const utc = (picked: string) => `${picked.replace(' ', 'T')}Z`
