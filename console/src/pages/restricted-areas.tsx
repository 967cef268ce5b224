import type { RestrictedArea } from '@swath/contract/restricted-areas'
import { ShieldAlert } from 'lucide-react'
import { useAction } from '../data/actions.ts'
import { useListing } from '../data/lists.ts'
import { Badge } from '../ui/badges.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'

/** Where orders are refused or wait for the order desk, for operators. */
export default function RestrictedAreasPage() {
  const areas = useListing(['restricted_areas'], (swath, options) => swath.restrictedAreas.list(options))
  return (
    <Page
      title="Restricted areas"
      about="What is ordered there from now on is refused, or waits for the order desk. Orders that run go on."
    >
      <Section flush>
        <PagedTable
          label="Restricted areas"
          query={areas}
          columns={columns}
          keyOf={({ area_id }) => area_id}
          empty={
            <Empty icon={ShieldAlert} title="No area is restricted">
              Restrict one with the command: swath admin areas restrict.
            </Empty>
          }
        />
      </Section>
    </Page>
  )
}

const columns: Column<RestrictedArea>[] = [
  { title: 'Area', cell: ({ name }) => <strong>{name}</strong> },
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
    cell: ({ except_organisation_ids }) => (
      <span className="code">{except_organisation_ids.join(', ') || 'nobody'}</span>
    ),
  },
  { title: 'Since', cell: ({ created_at }) => <When at={created_at} /> },
  { title: 'Lift', align: 'right', speaks: true, cell: (area) => <LiftButton area={area} /> },
]

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
      isPending={lifting.isPending}
      onConfirm={(close) => lifting.mutate(undefined, { onSettled: close })}
      button={{ size: 'compact-sm' }}
    />
  )
}
