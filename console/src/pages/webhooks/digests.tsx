import { ActionIcon, Button, Select, TextInput, Tooltip } from '@mantine/core'
import type { Digest, DigestFrequency } from '@swath/contract/digests'
import { Mail, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { useListing } from '../../data/lists.ts'
import { Badge, type Tone } from '../../ui/badges.tsx'
import { Section } from '../../ui/page.tsx'
import { PagedTable } from '../../ui/paged-table.tsx'
import { Empty } from '../../ui/states.tsx'
import type { Column } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import { SetUpBy } from '../credentials/set-up-by.tsx'
import classes from './webhooks.module.css'

const states: Record<Digest['state'], [Tone, string]> = {
  unconfirmed: ['partial', 'Not confirmed'],
  active: ['good', 'Active'],
  unsubscribed: ['neutral', 'Unsubscribed'],
  refused: ['bad', 'Refused'],
  revoked: ['bad', 'Ended with its credential'],
}
const frequencies = [
  { value: 'hourly', label: 'Every hour' },
  { value: 'daily', label: 'Every day' },
]

/** News by e-mail, for people. */
export function Digests() {
  const digests = useListing(['digests', 'list'], (swath, options) => swath.digests.list(options))
  return (
    <Section title="E-mail digests" flush>
      <PagedTable
        label="E-mail digests"
        query={digests}
        columns={columns}
        keyOf={({ digest_id }) => digest_id}
        empty={
          <Empty icon={Mail} title="Nobody gets news by e-mail">
            What happened to the orders, once an hour or a day, when something did.
          </Empty>
        }
      />
      <AddDigest />
    </Section>
  )
}

const columns: Column<Digest>[] = [
  { title: 'E-mail', cell: ({ email }) => <strong>{email}</strong> },
  {
    title: 'State',
    speaks: true,
    cell: ({ state }) => <Badge tone={states[state][0]}>{states[state][1]}</Badge>,
  },
  { title: 'How often', speaks: true, cell: (digest) => <Frequency digest={digest} /> },
  { title: 'Last sent', cell: ({ last_sent_at }) => <When at={last_sent_at} /> },
  { title: 'Set up by', cell: ({ created_by }) => <SetUpBy client_id={created_by} /> },
  { title: 'Last error', speaks: true, cell: ({ last_error }) => last_error },
  { title: 'Remove', align: 'right', speaks: true, cell: (digest) => <Remove digest={digest} /> },
]

function Frequency({ digest: { digest_id, email, frequency } }: { digest: Digest }) {
  const changing = useAction(
    (swath, chosen: DigestFrequency) => swath.digests.update(digest_id, { frequency: chosen }),
    { changes: ['digests'], fails: 'Not changed' },
  )
  return (
    <Select
      aria-label={`How often to ${email}`}
      size="xs"
      w={130}
      data={frequencies}
      value={frequency}
      allowDeselect={false}
      onChange={(chosen) => changing.mutate(chosen as DigestFrequency)}
    />
  )
}

function Remove({ digest: { digest_id, email } }: { digest: Digest }) {
  const removing = useAction((swath) => swath.digests.remove(digest_id), {
    changes: ['digests'],
    fails: 'Not removed',
    says: () => `${email} gets nothing more.`,
  })
  return (
    <Tooltip label="Send nothing more">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Send nothing more to ${email}`}
        loading={removing.isPending}
        onClick={() => removing.mutate()}
      >
        <Trash2 size={16} />
      </ActionIcon>
    </Tooltip>
  )
}

function AddDigest() {
  const [email, setEmail] = useState('')
  const [frequency, setFrequency] = useState<DigestFrequency>('daily')
  const adding = useAction((swath) => swath.digests.create({ email, frequency }), {
    changes: ['digests'],
    fails: 'Not added',
    says: () => `A mail to ${email} asks for confirmation.`,
    done: () => setEmail(''),
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    adding.mutate()
  }
  return (
    <form onSubmit={submit} className={classes.digest}>
      <TextInput
        label="E-mail"
        type="email"
        required
        placeholder="planning@example.com"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        flex="1 1 240px"
        maw={340}
      />
      <Select
        label="How often"
        data={frequencies}
        value={frequency}
        allowDeselect={false}
        onChange={(chosen) => setFrequency(chosen as DigestFrequency)}
        w={140}
      />
      <Button type="submit" variant="default" loading={adding.isPending}>
        Add
      </Button>
    </form>
  )
}
