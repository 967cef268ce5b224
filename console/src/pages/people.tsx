import { Group, Text } from '@mantine/core'
import type { Invitation, Member } from '@swath/contract/people'
import { Users } from 'lucide-react'
import { useListing } from '../data/lists.ts'
import { useSession } from '../data/session.ts'
import { Badge } from '../ui/badges.tsx'
import { formatMoney } from '../ui/format.ts'
import { Name } from '../ui/name.tsx'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { ChangeButton, RemoveButton, WithdrawButton } from './people/change.tsx'
import { RemoveFactorsButton, SecondFactorRule } from './people/factors.tsx'
import { InviteButton } from './people/invite.tsx'
import { mayText } from './people/may.tsx'
import { peopleOf } from './people/noun.ts'

/** The people of a customer, or of all and the staff. */
export default function PeoplePage() {
  const { role } = useSession()
  const about =
    role === 'operator'
      ? 'Who acts for your customers, and who is your staff.'
      : 'Who acts for your contracts, and who is invited.'
  return (
    <Page title="People" about={about} actions={<InviteButton />}>
      <Members />
      <Invitations />
      {role === 'customer' && <SecondFactorRule />}
    </Page>
  )
}

function Members() {
  const { role } = useSession()
  const members = useListing(['people', 'list'], (swath, options) => peopleOf(swath, role).list({}, options))
  return (
    <Section flush>
      <PagedTable
        label="People"
        query={members}
        columns={role === 'operator' ? [name, of_whom, ...may] : [name, ...may]}
        keyOf={({ client_id }) => client_id}
        empty={
          <Empty icon={Users} title="Nobody yet">
            Whoever you invite is here once they have accepted.
          </Empty>
        }
      />
    </Section>
  )
}

const name: Column<Member> = {
  title: 'Name',
  value: ({ person }) => person.name,
  cell: ({ person, may_change }) => (
    <>
      <Text fw={560} component="div">
        <Name>{person.name}</Name>
      </Text>
      {!may_change && <Badge tone="active">You</Badge>}
      <Text size="sm" c="dimmed">
        {person.email}
      </Text>
    </>
  ),
}

const of_whom: Column<Member> = {
  title: 'For',
  cell: ({ organisation }) => <Name>{organisation?.name ?? 'Staff'}</Name>,
}

const may: Column<Member>[] = [
  { title: 'May', cell: mayText },
  { title: 'Contracts', cell: ({ contracts }) => contracts.map((one) => one.name).join(', ') },
  {
    title: 'Spend cap a month',
    align: 'right',
    cell: ({ spend_cap }) => spend_cap && formatMoney(spend_cap.amount_minor, spend_cap.currency),
  },
  { title: 'Second factor', cell: ({ has_second_factor }) => (has_second_factor ? 'Yes' : 'No') },
  {
    title: 'Last seen',
    value: (one) => one.last_used_at,
    cell: ({ last_used_at }) => (last_used_at ? <When at={last_used_at} /> : 'Never'),
  },
  {
    title: 'Ends',
    value: (one) => one.expires_at,
    cell: ({ expires_at }) => expires_at && <When at={expires_at} />,
  },
  {
    title: 'Change',
    align: 'right',
    speaks: true,
    cell: (one) => one.may_change && <ChangeButton member={one} />,
  },
  {
    title: 'Remove',
    align: 'right',
    speaks: true,
    cell: (one) =>
      one.may_change && (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {one.has_second_factor && <RemoveFactorsButton member={one} />}
          <RemoveButton member={one} />
        </Group>
      ),
  },
]

function Invitations() {
  const { role } = useSession()
  const invitations = useListing(['people', 'invitations'], (swath, options) =>
    peopleOf(swath, role).invitations({}, options),
  )
  const is_empty = invitations.data?.pages.every(({ items }) => items.length === 0)
  if (is_empty) return null
  return (
    <Section title="Invited" flush>
      <PagedTable
        label="Invitations"
        query={invitations}
        columns={invited}
        keyOf={({ invitation_id }) => invitation_id}
        empty={null}
      />
    </Section>
  )
}

const invited: Column<Invitation>[] = [
  {
    title: 'E-mail address',
    value: ({ email }) => email,
    cell: ({ email }) => <Text fw={560}>{email}</Text>,
  },
  { title: 'For', cell: ({ organisation }) => <Name>{organisation?.name ?? 'Staff'}</Name> },
  { title: 'May', cell: mayText },
  { title: 'Invited', value: (one) => one.created_at, cell: ({ created_at }) => <When at={created_at} /> },
  { title: 'Good until', value: (one) => one.expires_at, cell: ({ expires_at }) => <When at={expires_at} /> },
  {
    title: 'Take back',
    align: 'right',
    speaks: true,
    cell: (one) => <WithdrawButton invitation={one} />,
  },
]
