import { Text } from '@mantine/core'
import type { Credential, OwnCredential } from '@swath/contract/accounts'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useListing } from '../data/lists.ts'
import { ownCredentialQuery } from '../data/queries.ts'
import { useSession, useSwath } from '../data/session.ts'
import { Badge } from '../ui/badges.tsx'
import { formatMoney, formatTime, formatWord } from '../ui/format.ts'
import { Id } from '../ui/id.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import { Name } from '../ui/name.tsx'
import { Facts, Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Answered } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { LimitButton } from './credentials/limit.tsx'
import { RevokeButton } from './credentials/revoke.tsx'
import { RotateButton } from './credentials/rotate.tsx'

export default function CredentialsPage() {
  const own = useQuery(ownCredentialQuery(useSwath()))
  return <Answered query={own}>{(found) => <Credentials own={found} />}</Answered>
}

function Credentials({ own }: { own: OwnCredential }) {
  const manages = own.spend_cap === null
  return (
    <Page
      title="Credentials"
      about="With which programs and people sign in to your contracts."
      actions={manages && <NewButton />}
    >
      {own.spending && <Spending spending={own.spending} />}
      {manages ? (
        <List own={own} />
      ) : (
        <Text c="dimmed">
          A credential with a spend cap manages no others, or it would make itself one without.
        </Text>
      )}
    </Page>
  )
}

function Spending({ spending }: { spending: NonNullable<OwnCredential['spending']> }) {
  const { ordered_minor, remaining_minor, until, currency } = spending
  return (
    <Section title="This credential">
      <Facts
        facts={{
          'Ordered this month': formatMoney(ordered_minor, currency),
          'May still order': formatMoney(remaining_minor, currency),
          'Begins anew': formatTime(until),
        }}
      />
    </Section>
  )
}

function List({ own }: { own: OwnCredential }) {
  const credentials = useListing(['credentials', 'list'], (swath, options) =>
    swath.apiCredentials.list(options),
  )
  const found = credentials.data?.pages.flatMap(({ items }) => items) ?? []
  const is_last = found.filter(({ spend_cap }) => spend_cap === null).length < 2
  return (
    <Section flush>
      <PagedTable
        label="Credentials"
        query={credentials}
        columns={columnsFor(own, is_last)}
        keyOf={({ client_id }) => client_id}
        empty={null}
      />
    </Section>
  )
}

function columnsFor(own: OwnCredential, is_last: boolean): Column<Credential>[] {
  return [
    {
      title: 'Name',
      value: ({ name }) => name,
      cell: ({ name, client_id }) => (
        <>
          <Text fw={560} component="div">
            <Name>{name}</Name>
          </Text>
          <Text size="sm" c="dimmed" component="div">
            <Id>{client_id}</Id>
          </Text>
          {client_id === own.client_id && <Badge tone="active">This one</Badge>}
        </>
      ),
    },
    {
      title: 'May',
      cell: ({ acts_as, scopes }) => (acts_as ? formatWord(acts_as) : scopes.join(', ') || 'Nothing'),
    },
    { title: 'Contracts', cell: ({ contract_ids }) => <ContractNames contract_ids={contract_ids} /> },
    {
      title: 'Spend cap a month',
      align: 'right',
      cell: ({ spend_cap }) => (spend_cap ? formatMoney(spend_cap.amount_minor, spend_cap.currency) : 'None'),
    },
    {
      title: 'Last used',
      value: (one) => one.last_used_at,
      cell: ({ last_used_at }) => (last_used_at ? <When at={last_used_at} /> : 'Never'),
    },
    { title: 'Created', value: (one) => one.created_at, cell: ({ created_at }) => <When at={created_at} /> },
    {
      title: 'Ends',
      value: (one) => one.expires_at,
      cell: ({ expires_at }) => expires_at && <When at={expires_at} />,
    },
    {
      title: 'Limit',
      align: 'right',
      speaks: true,
      cell: (one) => one.may_change && <LimitButton credential={one} own={own} />,
    },
    {
      title: 'New secret',
      align: 'right',
      speaks: true,
      cell: (one) =>
        (one.may_change || one.client_id === own.client_id) && (
          <RotateButton credential={one} is_own={one.client_id === own.client_id} />
        ),
    },
    {
      title: 'Revoke',
      align: 'right',
      speaks: true,
      cell: (one) =>
        mayRevoke(one, own) && (
          <RevokeButton credential={one} is_own={one.client_id === own.client_id} is_last={is_last} />
        ),
    },
  ]
}

/** The operator revokes its own credentials; any other may itself be the last that it revokes. */
function mayRevoke(one: Credential, own: OwnCredential): boolean {
  return one.may_change || (one.client_id === own.client_id && one.created_by !== null)
}

function ContractNames({ contract_ids }: { contract_ids: readonly string[] }) {
  const { contracts } = useSession()
  const nameOf = (id: string) => contracts.find(({ contract_id }) => contract_id === id)?.name ?? id
  return contract_ids.map(nameOf).join(', ')
}

function NewButton() {
  return (
    <LinkButton to="/credentials/new" leftSection={<Plus size={16} aria-hidden />}>
      New credential
    </LinkButton>
  )
}
