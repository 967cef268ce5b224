import { Group, Select } from '@mantine/core'
import { delivery_statuses } from '@swath/contract/states'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Package } from 'lucide-react'
import { useListing } from '../data/lists.ts'
import { destinationsQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import type { DeliveriesSearch } from '../search.ts'
import { formatWord } from '../ui/format.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { useSorting } from '../ui/sorting.tsx'
import { Empty } from '../ui/states.tsx'
import { deliveryColumns, destinationColumn } from './deliveries/columns.tsx'

const [first, ...others] = deliveryColumns
const columns = [first!, destinationColumn, ...others]

export default function DeliveriesPage() {
  const search = useSearch({ from: '/signed-in/deliveries' })
  const { state, destination } = search
  const sorting = useSorting<'created_at'>('-created_at')
  const deliveries = useListing(['deliveries', 'list', search, sorting.by], (swath, options) =>
    swath.deliveries.list(
      {
        ...(state ? { status: state } : {}),
        ...(destination ? { destination_id: destination } : {}),
        sort: sorting.by,
        limit: 30,
      },
      options,
    ),
  )
  return (
    <Page title="Deliveries" about="Files of deliverables on their way to your destinations.">
      <Filters search={search} />
      <Section flush>
        <PagedTable
          label="Deliveries"
          query={deliveries}
          columns={columns}
          sorting={sorting}
          keyOf={({ delivery_id }) => delivery_id}
          opens
          empty={<NoDeliveries is_filtered={Object.keys(search).length > 0} />}
        />
      </Section>
    </Page>
  )
}

function Filters({ search }: { search: DeliveriesSearch }) {
  const navigate = useNavigate()
  const destinations = useQuery(destinationsQuery(useSwath()))
  const change = (changed: Record<string, string | null>) =>
    void navigate({ to: '/deliveries', search: { ...search, ...changed } as DeliveriesSearch, replace: true })
  return (
    <Group gap="sm" mb="md">
      <Select
        aria-label="State"
        placeholder="Any state"
        data={delivery_statuses.map((value) => ({ value, label: formatWord(value) }))}
        value={search.state ?? null}
        onChange={(state) => change({ state })}
        clearable
        w={180}
      />
      <Select
        aria-label="Destination"
        placeholder="All destinations"
        data={(destinations.data ?? []).map(({ destination_id, name }) => ({
          value: destination_id,
          label: name,
        }))}
        value={search.destination ?? null}
        onChange={(destination) => change({ destination })}
        clearable
        w={240}
      />
    </Group>
  )
}

function NoDeliveries({ is_filtered }: { is_filtered: boolean }) {
  if (is_filtered) return <Empty icon={Package} title="No delivery fits" />
  return (
    <Empty
      icon={Package}
      title="No deliveries yet"
      action={
        <LinkButton to="/destinations" variant="default">
          Destinations
        </LinkButton>
      }
    >
      Once a destination is the default, every deliverable is sent there by itself.
    </Empty>
  )
}
