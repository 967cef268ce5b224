import { Box, Text } from '@mantine/core'
import type { Provider } from '@swath/client/providers'
import { Link } from '@tanstack/react-router'
import { Plus, Satellite } from 'lucide-react'
import { useListing } from '../data/lists.ts'
import { mayAsStaff, useSession } from '../data/session.ts'
import { formatNumber } from '../ui/format.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Name } from '../ui/name.tsx'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { nameOfKind } from './providers/kinds.ts'
import classes from './providers/providers.module.css'
import { HealthBadge } from './providers/state.tsx'

/** Who carries out what is ordered, for operators. */
export default function ProvidersPage() {
  const may_change = mayAsStaff(useSession(), 'ops:providers')
  const providers = useListing(['providers', 'list'], (swath, options) => swath.providers.list(options), {
    refetchInterval: 15_000,
  })
  return (
    <Page
      title="Providers"
      about="Who carries out what is ordered, in the order in which they are asked."
      actions={
        may_change && (
          <LinkButton to="/new-provider" leftSection={<Plus size={16} aria-hidden />}>
            New provider
          </LinkButton>
        )
      }
    >
      <Section flush>
        <PagedTable
          label="Providers"
          query={providers}
          columns={columns}
          keyOf={({ name }) => name}
          opens
          empty={
            <Empty icon={Satellite} title="No provider yet">
              Nothing that is ordered is carried out before there is one.
            </Empty>
          }
        />
      </Section>
    </Page>
  )
}

const columns: Column<Provider>[] = [
  {
    title: 'Provider',
    value: ({ title, name }) => title || name,
    cell: ({ name, title }) => (
      <Box miw={0} className={classes.text}>
        <Link className="row-link" to="/providers/$name" params={{ name }}>
          <Name>{title}</Name>
        </Link>
        <Text size="sm" c="dimmed" className="code">
          {name}
        </Text>
      </Box>
    ),
  },
  {
    title: 'Kind',
    speaks: true,
    value: ({ kind }) => nameOfKind(kind),
    cell: ({ kind }) => nameOfKind(kind),
  },
  { title: 'State', speaks: true, cell: ({ health }) => <HealthBadge health={health} /> },
  { title: 'Rank', align: 'right', value: ({ rank }) => rank, cell: ({ rank }) => rank },
  {
    title: 'Calls',
    align: 'right',
    value: ({ health }) => health.calls,
    cell: ({ health }) => formatNumber(health.calls),
  },
  {
    title: 'Failures',
    align: 'right',
    value: ({ health }) => health.failures,
    cell: ({ health }) => formatNumber(health.failures),
  },
  {
    title: 'Last error',
    cell: ({ health: { last_error } }) => (
      <Text size="sm" c="dimmed" lineClamp={2} className={classes.text}>
        {last_error ?? 'None'}
      </Text>
    ),
  },
]
