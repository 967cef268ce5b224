import { Autocomplete, SegmentedControl, Text, TextInput } from '@mantine/core'
import type { Area } from '@swath/contract/areas'
import { ownNameOf } from '@swath/places/names'
import type { Place } from '@swath/places/place'
import { useQuery } from '@tanstack/react-query'
import { Bookmark } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { projectsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { problemAt } from '../../ui/form.tsx'
import { FormDialog, SavedForm } from '../../ui/form-dialog.tsx'

/** Keeps the place by name, to order it again; or changes the kept area that it was. */
export function SaveArea({ place }: { place: Place | undefined }) {
  if (!place) return null
  return (
    <FormDialog
      label="Keep it"
      title="Keep this area by name"
      variant="default"
      size="compact-xs"
      leftSection={<Bookmark size={13} aria-hidden />}
    >
      {(close) => <SaveForm place={place} close={close} />}
    </FormDialog>
  )
}

function SaveForm({ place, close }: { place: Place; close: () => void }) {
  const former = typeof place.properties.area_id === 'string' ? place.properties.area_id : undefined
  const own_name = ownNameOf(place)
  const [changes, setChanges] = useState(former !== undefined)
  const [area_name, setName] = useState(former === undefined ? own_name : '')
  const [project_name, setProject] = useState('default')
  const saving = useAction(
    (swath): Promise<Area> => {
      const { geometry } = place
      return changes && former
        ? swath.areas.change(former, { geometry })
        : swath.areas.create({ area_name, project_name, geometry })
    },
    { changes: ['areas', 'projects'], says: (kept) => `${kept.area_name} is kept.`, done: close },
  )
  return (
    <SavedForm sending={saving} close={close}>
      {former !== undefined && (
        <Text mb="sm" style={{ overflowWrap: 'anywhere' }}>
          This was the area <bdi>{own_name}</bdi>.
        </Text>
      )}
      {former !== undefined && (
        <SegmentedControl
          aria-label="What becomes of the area"
          fullWidth
          mb="md"
          value={changes ? 'change' : 'new'}
          onChange={(chosen) => setChanges(chosen === 'change')}
          data={[
            { value: 'change', label: 'Change its shape' },
            { value: 'new', label: 'Keep another' },
          ]}
        />
      )}
      {!changes && <AreaFields {...{ area_name, setName, project_name, setProject }} error={saving.error} />}
    </SavedForm>
  )
}

interface AreaFieldsProps {
  area_name: string
  setName: (name: string) => void
  project_name: string
  setProject: (name: string) => void
  error: unknown
}

/** The name of an area, and the project that it is kept in. */
export function AreaFields({ area_name, setName, project_name, setProject, error }: AreaFieldsProps) {
  const projects = useQuery(projectsQuery(useSwath()))
  return (
    <>
      <TextInput
        label="Name"
        required
        maxLength={120}
        data-autofocus
        value={area_name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={problemAt(error, '/area_name')}
      />
      <Autocomplete
        label="Project"
        description="It is made if it is new"
        required
        maxLength={120}
        mt="sm"
        data={(projects.data ?? []).map((one) => one.project_name)}
        value={project_name}
        onChange={setProject}
      />
    </>
  )
}
