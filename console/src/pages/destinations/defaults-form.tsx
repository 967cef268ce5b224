import { Button, Group, MultiSelect, Stack, Switch } from '@mantine/core'
import type { Destination } from '@swath/contract/destinations'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { projectsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'

/** Of which orders it gets the deliverables, if they say nothing else. */
export function DefaultsForm({ destination: { destination_id, default_for } }: { destination: Destination }) {
  const [chosen, setChosen] = useState(default_for)
  const known = useQuery(projectsQuery(useSwath())).data ?? []
  const saving = useAction((swath) => swath.destinations.update(destination_id, { default_for: chosen }), {
    changes: ['destinations'],
    fails: 'Not saved',
    says: () => 'The defaults are saved.',
  })
  const is_changed = JSON.stringify(chosen) !== JSON.stringify(default_for)
  return (
    <Stack gap="md">
      <Switch
        label="Every order of the contract"
        description="It takes this over from whatever destination had it."
        checked={chosen.contract}
        onChange={(event) => setChosen({ ...chosen, contract: event.currentTarget.checked })}
      />
      <MultiSelect
        label="Projects"
        description="They go before the contract."
        placeholder={chosen.projects.length > 0 ? '' : 'None'}
        data={known.map(({ project_id, project_name }) => ({ value: project_id, label: project_name }))}
        value={chosen.projects}
        onChange={(projects) => setChosen({ ...chosen, projects })}
        searchable
      />
      {is_changed && (
        <Group justify="flex-end">
          <Button size="compact-sm" variant="default" onClick={() => setChosen(default_for)}>
            Reset
          </Button>
          <Button size="compact-sm" loading={saving.isPending} onClick={() => saving.mutate()}>
            Save
          </Button>
        </Group>
      )}
    </Stack>
  )
}
