import { Group, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import type { Area } from '@swath/contract/areas'
import { Link, useNavigate } from '@tanstack/react-router'
import { Bookmark, Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useAction } from '../data/actions.ts'
import { useListing } from '../data/lists.ts'
import { boundsOf } from '../map/geometry.ts'
import { LazyMap } from '../map/lazy-map.tsx'
import { keptLayer } from '../map/subjects.ts'
import { Confirm } from '../ui/confirm.tsx'
import { FormDialog, SavedForm } from '../ui/form-dialog.tsx'
import { formatArea } from '../ui/format.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Name } from '../ui/name.tsx'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { useSorting } from '../ui/sorting.tsx'
import { Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { AreaFields } from './new-order/save-area.tsx'
import classes from './restricted-areas/restricted-areas.module.css'

/** The areas that the contract keeps by name, to order them again. */
export default function AreasPage() {
  const [words, setWords] = useState('')
  const find = useDebouncedCallback(setWords, 250)
  const sorting = useSorting<'area_name' | 'updated_at'>('area_name')
  const areas = useListing(['areas', 'list', words, sorting.by], (swath, options) =>
    swath.areas.list({ limit: 100, sort: sorting.by, ...(words.trim() ? { query: words } : {}) }, options),
  )
  const known = useMemo(() => areas.data?.pages.flatMap(({ items }) => items) ?? [], [areas.data])
  return (
    <Page
      title="Areas"
      about="Places that are kept by name. Orders copy their shape: they stay as they are when an area changes."
      actions={
        <TextInput
          type="search"
          aria-label="Search areas"
          placeholder="Name or project"
          leftSection={<Search size={15} aria-hidden />}
          onChange={(event) => find(event.currentTarget.value)}
        />
      }
    >
      {known.length > 0 && <KeptMap areas={known} />}
      <Section flush>
        <PagedTable
          label="Areas"
          query={areas}
          columns={columns}
          sorting={sorting}
          keyOf={({ area_id }) => area_id}
          opens
          empty={
            <Empty icon={Bookmark} title={words ? 'No area is called so' : 'No area is kept yet'}>
              Draw a place for a new order, and choose “Keep it”.
            </Empty>
          }
        />
      </Section>
    </Page>
  )
}

/** A click orders one. */
function KeptMap({ areas }: { areas: readonly Area[] }) {
  const navigate = useNavigate()
  const layers = useMemo(() => [keptLayer(areas)], [areas])
  const fit = useMemo(() => boundsOf(areas.map(({ geometry }) => geometry)), [areas])
  return (
    <div className={classes.map}>
      <LazyMap
        label="Map of kept areas"
        layers={layers}
        fit={fit}
        fitZoom={9}
        onPick={(picked) => picked && void navigate({ to: '/orders/new', search: { area: picked.id } })}
      />
    </div>
  )
}

const columns: Column<Area>[] = [
  {
    title: 'Area',
    sorts: 'area_name',
    cell: ({ area_id, area_name }) => (
      <Link className="row-link" to="/orders/new" search={{ area: area_id }}>
        <Name>{area_name}</Name>
      </Link>
    ),
  },
  { title: 'Project', cell: ({ project_name }) => <Name>{project_name}</Name> },
  {
    title: 'Size',
    align: 'right',
    cell: ({ area_km2, geometry }) =>
      geometry.type === 'Point' ? <Text c="dimmed">Point</Text> : formatArea(area_km2),
  },
  { title: 'Changed', sorts: 'updated_at', cell: ({ updated_at }) => <When at={updated_at} /> },
  { title: 'Actions', align: 'right', speaks: true, cell: (area) => <Actions area={area} /> },
]

function Actions({ area }: { area: Area }) {
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <LinkButton to="/orders/new" search={{ area: area.area_id }} size="compact-sm" variant="light">
        Order
      </LinkButton>
      <FormDialog label="Rename" title={`Rename ${area.area_name}`}>
        {(close) => <RenameForm area={area} close={close} />}
      </FormDialog>
      <DeleteButton area={area} />
    </Group>
  )
}

function RenameForm({ area, close }: { area: Area; close: () => void }) {
  const [area_name, setName] = useState(area.area_name)
  const [project_name, setProject] = useState(area.project_name)
  const saving = useAction((swath) => swath.areas.change(area.area_id, { area_name, project_name }), {
    changes: ['areas', 'projects'],
    done: close,
  })
  return (
    <SavedForm sending={saving} close={close}>
      <AreaFields {...{ area_name, setName, project_name, setProject }} error={saving.error} />
    </SavedForm>
  )
}

function DeleteButton({ area: { area_id, area_name } }: { area: Area }) {
  const deleting = useAction((swath) => swath.areas.remove(area_id), {
    changes: ['areas'],
    fails: 'Not deleted',
    says: () => `${area_name} is kept no longer.`,
  })
  return (
    <Confirm
      label="Delete"
      question={`Delete ${area_name}?`}
      consequence="Its orders stay as they are."
      act="Delete the area"
      doing={deleting}
      size="compact-sm"
    />
  )
}
