import { Text } from '@mantine/core'
import type { Destination } from '@swath/contract/destinations'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, Send } from 'lucide-react'
import { destinationsQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Name } from '../ui/name.tsx'
import { Page, Section } from '../ui/page.tsx'
import { Answered, Empty } from '../ui/states.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { places, whereOf } from './destinations/fields.ts'
import { VerificationBadge } from './destinations/verification.tsx'

export default function DestinationsPage() {
  const destinations = useQuery(destinationsQuery(useSwath()))
  return (
    <Page
      title="Destinations"
      about="Places of yours that deliverables are pushed to, as soon as they are there."
      actions={<NewButton />}
    >
      <Section flush>
        <Answered query={destinations}>
          {(found) =>
            found.length === 0 ? (
              <Empty icon={Send} title="No destinations yet" action={<NewButton />}>
                Have files sent to a bucket, an SFTP server or a URL of yours, instead of downloading them.
              </Empty>
            ) : (
              <Table
                label="Destinations"
                columns={columns}
                rows={found}
                keyOf={({ destination_id }) => destination_id}
                opens
              />
            )
          }
        </Answered>
      </Section>
    </Page>
  )
}

const columns: Column<Destination>[] = [
  {
    title: 'Name',
    value: ({ name }) => name,
    cell: ({ destination_id, name }) => (
      <Link to="/destinations/$destination_id" params={{ destination_id }} className="row-link">
        <Name>{name}</Name>
      </Link>
    ),
  },
  { title: 'State', speaks: true, cell: (one) => <VerificationBadge of={one} /> },
  {
    title: 'Kind',
    speaks: true,
    value: (one) => places[one.settings.kind].name,
    cell: ({ settings }) => places[settings.kind].name,
  },
  {
    title: 'Where',
    value: ({ settings }) => whereOf(settings),
    speaks: true,
    cell: ({ settings }) => <span className="code">{whereOf(settings)}</span>,
  },
  { title: 'Default for', cell: ({ default_for }) => <Defaults {...default_for} /> },
  {
    title: 'Created',
    align: 'right',
    value: (one) => one.created_at,
    cell: ({ created_at }) => <When at={created_at} />,
  },
]

function Defaults({ contract, projects }: Destination['default_for']) {
  const told = [
    ...(contract ? ['every order'] : []),
    ...(projects.length > 0 ? [`${projects.length} ${projects.length === 1 ? 'project' : 'projects'}`] : []),
  ]
  return told.length > 0 ? told.join(', ') : <Text c="dimmed">nothing</Text>
}

function NewButton() {
  return (
    <LinkButton to="/destinations/new" leftSection={<Plus size={16} aria-hidden />}>
      New destination
    </LinkButton>
  )
}
