import type { RestrictedArea } from '@swath/contract/restricted-areas'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, ShieldAlert } from 'lucide-react'
import { useMemo } from 'react'
import { useAction } from '../data/actions.ts'
import { useListing } from '../data/lists.ts'
import { organisationsQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { Badge } from '../ui/badges.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import { Name } from '../ui/name.tsx'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { AreasMap } from './restricted-areas/areas-map.tsx'

/** The areas in which orders are refused or wait for the order desk, for operators. */
export default function RestrictedAreasPage() {
  const areas = useListing(['restricted_areas', 'list'], (swath, options) =>
    swath.restrictedAreas.list(options),
  )
  const known = useMemo(() => areas.data?.pages.flatMap(({ items }) => items) ?? [], [areas.data])
  return (
    <Page
      title="Restricted areas"
      about="What is ordered there from now on is refused, or waits for the order desk. Orders that run go on."
      actions={
        <LinkButton
          to="/restricted-areas/$area_id"
          params={{ area_id: 'new' }}
          leftSection={<Plus size={16} aria-hidden />}
        >
          Restrict an area
        </LinkButton>
      }
    >
      {known.length > 0 && <AreasMap areas={known} />}
      <Section flush>
        <PagedTable
          label="Restricted areas"
          query={areas}
          columns={columns}
          keyOf={({ area_id }) => area_id}
          opens
          empty={
            <Empty icon={ShieldAlert} title="No area is restricted">
              Draw one on the map, and say what holds there.
            </Empty>
          }
        />
      </Section>
    </Page>
  )
}

const columns: Column<RestrictedArea>[] = [
  {
    title: 'Area',
    cell: ({ area_id, name }) => (
      <Link className="row-link" to="/restricted-areas/$area_id" params={{ area_id }}>
        <Name>{name}</Name>
      </Link>
    ),
  },
  {
    title: 'Orders there',
    speaks: true,
    cell: ({ rule }) => (
      <Badge tone={rule === 'refuse' ? 'bad' : 'partial'}>{rule === 'refuse' ? 'Refused' : 'Wait'}</Badge>
    ),
  },
  { title: 'Reason', cell: ({ reason }) => reason },
  {
    title: 'But for',
    cell: ({ except_organisation_ids }) => <Names ids={except_organisation_ids} />,
  },
  { title: 'Since', cell: ({ created_at }) => <When at={created_at} /> },
  { title: 'Lift', align: 'right', speaks: true, cell: (area) => <LiftButton area={area} /> },
]

function Names({ ids }: { ids: readonly string[] }) {
  const customers = useQuery(organisationsQuery(useSwath())).data ?? []
  const nameOf = (id: string) => customers.find(({ organisation_id }) => organisation_id === id)?.name ?? id
  return <>{ids.map(nameOf).join(', ') || 'Nobody'}</>
}

function LiftButton({ area: { area_id, name } }: { area: RestrictedArea }) {
  const lifting = useAction((swath) => swath.restrictedAreas.remove(area_id), {
    changes: ['restricted_areas'],
    fails: 'Not lifted',
    says: () => `${name} is not restricted any more.`,
  })
  return (
    <Confirm
      label="Lift"
      question={`Lift the restriction of ${name}?`}
      consequence="Orders there are taken again. Those that wait for the order desk go on waiting."
      act="Lift the restriction"
      doing={lifting}
      size="compact-sm"
    />
  )
}
