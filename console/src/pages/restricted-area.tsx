import { Text } from '@mantine/core'
import type { RestrictedAreaInput } from '@swath/client/restricted-areas'
import type { RestrictedArea } from '@swath/contract/restricted-areas'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useAction } from '../data/actions.ts'
import { restrictedAreaQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { Form, problemAt } from '../ui/form.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Answered } from '../ui/states.tsx'
import classes from './new-order/new-order.module.css'
import { Step } from './new-order/step.tsx'
import { useFileDrop } from './new-order/use-given-place.ts'
import { PlaceMap, PlaceStep, useDrawnPlace } from './restricted-areas/drawn-place.tsx'
import { type AreaDraft, RuleFields } from './restricted-areas/rule-fields.tsx'

/** A restricted area, drawn on the map: `new` is none that there is. */
export default function RestrictedAreaPage() {
  const { area_id } = useParams({ from: '/signed-in/restricted-areas/$area_id' })
  const is_new = area_id === 'new'
  const area = useQuery({ ...restrictedAreaQuery(useSwath(), area_id), enabled: !is_new })
  if (is_new) return <Editing before={undefined} />
  return <Answered query={area}>{(found) => <Editing key={area_id} before={found} />}</Answered>
}

const fresh: AreaDraft = { name: '', reason: '', rule: 'refuse', except_organisation_ids: [] }

function Editing({ before }: { before: RestrictedArea | undefined }) {
  const title = before ? before.name : 'Restrict an area'
  usePageTitle(title)
  const [draft, setDraft] = useState<AreaDraft>(before ?? fresh)
  const place = useDrawnPlace(before?.geometry)
  const navigate = useNavigate()
  const saving = useAction((swath, area: RestrictedAreaInput) => save(swath, before, area), {
    changes: ['restricted_areas'],
    says: ({ name }) => `${name} is restricted, for what is ordered from now on.`,
    done: () => void navigate({ to: '/restricted-areas' }),
  })
  const { geometry } = place
  function submit() {
    const { name, reason, rule, except_organisation_ids } = draft
    if (geometry) saving.mutate({ name, reason, rule, except_organisation_ids, geometry })
  }
  return (
    <div className={classes.page} {...useFileDrop(place.given.takeFiles)}>
      <div className={classes.panel}>
        <h1>{title}</h1>
        <Form
          act={before ? 'Save' : 'Restrict the area'}
          fails="Not saved"
          sending={saving}
          onSubmit={submit}
          cancel={
            <LinkButton to="/restricted-areas" variant="default">
              Back
            </LinkButton>
          }
        >
          <PlaceStep place={place} problem={problemAt(saving.error, '/geometry')} />
          <Step title="What holds there">
            <RuleFields
              draft={draft}
              change={(changed) => setDraft((now) => ({ ...now, ...changed }))}
              error={saving.error}
            />
          </Step>
          {!geometry && <Text c="dimmed">Draw the area first, or write it down.</Text>}
        </Form>
      </div>
      <PlaceMap place={place} />
    </div>
  )
}

type Swath = ReturnType<typeof useSwath>

function save({ restrictedAreas }: Swath, before: RestrictedArea | undefined, area: RestrictedAreaInput) {
  return before ? restrictedAreas.replace(before.area_id, area) : restrictedAreas.create(area)
}
