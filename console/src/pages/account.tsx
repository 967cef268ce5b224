import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import type { Account, OwnSession } from '@swath/contract/people'
import { useQuery } from '@tanstack/react-query'
import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../data/actions.ts'
import { useListing } from '../data/lists.ts'
import { accountQuery, signInQuery } from '../data/queries.ts'
import { signOut, useSwath } from '../data/session.ts'
import { Badge } from '../ui/badges.tsx'
import { Form, problemAt } from '../ui/form.tsx'
import { formatTime } from '../ui/format.ts'
import { Facts, Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Answered } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { Identity } from './account/identity.tsx'
import { Passkeys } from './account/passkeys.tsx'
import { SecondFactor } from './account/second-factor.tsx'
import { NewPasswordField } from './sign-in/fields.tsx'

/** The account of a person. */
export default function AccountPage() {
  const account = useQuery(accountQuery(useSwath()))
  const { data: options } = useQuery(signInQuery())
  return (
    <Page
      title="Your account"
      about="Who you are here, and where you have signed in."
      actions={
        <Button
          variant="default"
          onClick={() => void signOut()}
          leftSection={<LogOut size={16} aria-hidden />}
        >
          Sign out
        </Button>
      }
    >
      <Answered query={account}>
        {(found) => (
          <>
            <About account={found} />
            {options?.passwords && <Password has_password={found.has_password} />}
            {options?.single_sign_on && <Identity label={options.single_sign_on.label} />}
            <Passkeys />
            {options?.passwords && <SecondFactor has_password={found.has_password} />}
            <Sessions />
          </>
        )}
      </Answered>
    </Page>
  )
}

function About({ account }: { account: Account }) {
  const { email, created_at } = account
  const [name, setName] = useState(account.name)
  const renaming = useAction((swath) => swath.account.rename(name), {
    changes: ['account', 'people'],
    says: () => 'Your name is changed.',
  })
  return (
    <Section title="You">
      <Facts facts={{ 'E-mail address': email, Since: formatTime(created_at) }} />
      <Form act="Save" fails="Not saved" sending={renaming} onSubmit={() => renaming.mutate()} cancel={null}>
        <TextInput
          label="Name"
          required
          maxLength={120}
          mt="md"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={problemAt(renaming.error, '/name')}
        />
      </Form>
    </Section>
  )
}

interface Passwords {
  current_password?: string
  password: string
}

function Password({ has_password }: { has_password: boolean }) {
  const [draft, setDraft] = useState<Passwords>({ current_password: '', password: '' })
  const changing = useAction((swath, given: Passwords) => swath.account.changePassword(given), {
    changes: ['account'],
    says: () => 'The password is changed, and every other browser signed out.',
    done: () => setDraft({ current_password: '', password: '' }),
  })
  const given = has_password ? draft : { password: draft.password }
  return (
    <Section title="Password">
      <Form
        act="Change the password"
        fails="Not changed"
        sending={changing}
        onSubmit={() => changing.mutate(given)}
        cancel={null}
      >
        <Stack gap="md">
          {has_password && (
            <PasswordInput
              label="The password of now"
              required
              autoComplete="current-password"
              value={draft.current_password ?? ''}
              onChange={(event) => setDraft({ ...draft, current_password: event.currentTarget.value })}
            />
          )}
          <NewPasswordField
            label="New password"
            value={draft.password}
            onChange={(password) => setDraft({ ...draft, password })}
          />
        </Stack>
      </Form>
    </Section>
  )
}

function Sessions() {
  const sessions = useListing(['account', 'sessions'], (swath, options) => swath.account.sessions(options))
  const ending = useAction((swath) => swath.account.endSessions(), {
    changes: ['account'],
    says: () => 'Every other browser is signed out.',
  })
  const has_others = sessions.data?.pages.some(({ items }) => items.length > 1)
  return (
    <Section
      title="Where you have signed in"
      flush
      actions={
        has_others && (
          <Button
            variant="default"
            size="compact-sm"
            loading={ending.isPending}
            onClick={() => ending.mutate()}
          >
            Sign out everywhere else
          </Button>
        )
      }
    >
      <PagedTable
        label="Sessions"
        query={sessions}
        columns={columns}
        keyOf={({ session_id }) => session_id}
        empty={null}
      />
    </Section>
  )
}

const columns: Column<OwnSession>[] = [
  {
    title: 'Browser',
    cell: ({ agent, is_current }) => (
      <Group gap="xs">
        <Text fw={560} span>
          {browserOf(agent)}
        </Text>
        {is_current && <Badge tone="active">This one</Badge>}
      </Group>
    ),
  },
  { title: 'Address', cell: ({ address }) => <span className="code">{address}</span> },
  { title: 'Signed in', cell: ({ created_at }) => <When at={created_at} /> },
  { title: 'Last used', cell: ({ last_used_at }) => <When at={last_used_at} /> },
  {
    title: 'End',
    align: 'right',
    speaks: true,
    cell: (one) => !one.is_current && <EndButton session={one} />,
  },
]

function EndButton({ session: { session_id } }: { session: OwnSession }) {
  const ending = useAction((swath) => swath.account.endSessions(session_id), {
    changes: ['account'],
    fails: 'Not signed out',
  })
  return (
    <Button variant="default" size="compact-sm" loading={ending.isPending} onClick={() => ending.mutate()}>
      Sign out
    </Button>
  )
}

/** Browsers name all their ancestors, and themselves somewhere among them. */
function browserOf(agent: string): string {
  const known = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'].find((name) => agent.includes(`${name}/`))
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'].find((name) =>
    agent.includes(name),
  )
  const browser = known === 'Edg' ? 'Edge' : known === 'OPR' ? 'Opera' : known
  return [browser ?? (agent.slice(0, 40) || 'Unknown'), system && `on ${system}`].filter(Boolean).join(' ')
}
