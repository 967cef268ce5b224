import { Button, Group, Modal, Radio, Select, Stack, Text, Textarea, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ProviderDecision, Rerouted } from '@swath/contract/providers'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { mayAsStaff, useSession, useSwath } from '../../data/session.ts'
import { Badge, type Tone } from '../../ui/badges.tsx'
import { Form, problemAt } from '../../ui/form.tsx'
import { BackButton } from '../../ui/form-dialog.tsx'
import { formatWord } from '../../ui/format.ts'
import { Answered } from '../../ui/states.tsx'
import { When } from '../../ui/when.tsx'
import providers from '../providers/providers.module.css'
import classes from './calendar.module.css'
import type { Pass } from './lanes.ts'

const most_shown = 20

/** Which provider carries a capture out and why, and a way to give it to another. */
export function CarriedOut({ pass }: { pass: Pass }) {
  const may_change = mayAsStaff(useSession(), 'ops:providers')
  return (
    <div className={classes.part}>
      <Group justify="space-between" gap="xs" mb={8}>
        <Title order={3}>Who carries it out</Title>
        {may_change && <RerouteButton pass={pass} />}
      </Group>
      <Decisions pass={pass} />
    </div>
  )
}

function Decisions({ pass: { order_id, capture_id } }: { pass: Pass }) {
  const swath = useSwath()
  const decisions = useQuery({
    queryKey: ['providers', 'decisions', order_id],
    queryFn: ({ signal }) => swath.providers.decisions(order_id, { signal }).all(),
  })
  return (
    <Answered query={decisions}>
      {(all) => {
        const told = all.toSorted((a, b) => Number(isAbout(b, capture_id)) - Number(isAbout(a, capture_id)))
        if (told.length === 0) return <Text c="dimmed">Nobody had to decide.</Text>
        return (
          <>
            <ul className={providers.decisions}>
              {told.slice(0, most_shown).map((one) => (
                <Decided key={keyOf(one)} decision={one} capture_id={capture_id} />
              ))}
            </ul>
            {told.length > most_shown && (
              <Text c="dimmed" mt="xs">
                The first {most_shown} are shown.
              </Text>
            )}
          </>
        )
      }}
    </Answered>
  )
}

const isAbout = (one: ProviderDecision, capture_id: string) =>
  one.capture_id === null || one.capture_id === capture_id

const keyOf = ({ provider, decision, capture_id, decided_at }: ProviderDecision) =>
  `${provider} ${decision} ${capture_id} ${decided_at}`

function subjectOf(one: ProviderDecision, capture_id: string): string {
  if (one.capture_id === null) return 'The order'
  return one.capture_id === capture_id ? 'This capture' : 'Another capture'
}

const tones: Record<ProviderDecision['decision'], Tone> = {
  passed_over: 'neutral',
  chosen: 'good',
  rerouted: 'partial',
}

function Decided({ decision: one, capture_id }: { decision: ProviderDecision; capture_id: string }) {
  const { provider, decision, message, decided_at } = one
  return (
    <li>
      <Group gap="xs">
        <Link className="text-link code" to="/providers/$name" params={{ name: provider }}>
          {provider}
        </Link>
        <Badge tone={tones[decision]}>{formatWord(decision)}</Badge>
        <Text span size="sm" c="dimmed">
          {subjectOf(one, capture_id)}, <When at={decided_at} />
        </Text>
      </Group>
      {message && <Text size="sm">{message}</Text>}
    </li>
  )
}

function RerouteButton({ pass }: { pass: Pass }) {
  const [is_open, dialog] = useDisclosure(false)
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={dialog.open}>
        Give to another
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title="Give it to another provider">
        <RerouteForm pass={pass} close={dialog.close} />
      </Modal>
    </>
  )
}

function RerouteForm({ pass: { order_id, capture_id }, close }: { pass: Pass; close: () => void }) {
  const swath = useSwath()
  const known = useQuery({
    queryKey: ['providers', 'all'],
    queryFn: ({ signal }) => swath.providers.list({ signal }).all(),
  })
  const [provider, setProvider] = useState<string | null>(null)
  const [what, setWhat] = useState('capture')
  const [message, setMessage] = useState('')
  const giving = useAction(
    (client) =>
      client.providers.reroute(order_id, {
        provider: provider ?? '',
        message,
        ...(what === 'capture' && { capture_ids: [capture_id] }),
      }),
    { changes: ['providers', 'captures', 'orders'], says: outcomeOf, done: close },
  )
  return (
    <Form
      act="Give it away"
      fails="Not given away"
      sending={giving}
      onSubmit={() => giving.mutate()}
      cancel={<BackButton close={close} />}
    >
      <Stack gap="md">
        <Select
          label="Provider"
          data={(known.data ?? []).map(({ name: value, title }) => ({ value, label: `${title} (${value})` }))}
          value={provider}
          onChange={setProvider}
          error={problemAt(giving.error, '/provider')}
          required
        />
        <Radio.Group label="What it gets" value={what} onChange={setWhat}>
          <Stack gap={8} mt={6}>
            <Radio value="capture" label="This capture" />
            <Radio
              value="order"
              label="The whole order"
              description="All that has not begun, and what is still to be planned."
            />
          </Stack>
        </Radio.Group>
        <Textarea
          label="Why"
          description="For operators; the customer does not see it."
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
          error={problemAt(giving.error, '/message')}
          maxLength={500}
          rows={2}
          required
        />
      </Stack>
    </Form>
  )
}

function outcomeOf({ rerouted, kept }: Rerouted): string {
  const given =
    rerouted.length === 1 ? '1 capture is given away' : `${rerouted.length} captures are given away`
  const stays = kept.length === 0 ? '' : ` ${kept.length} that have begun, or are there already, stay.`
  return `${given}.${stays}`
}
