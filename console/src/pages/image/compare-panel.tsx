import { Button, SegmentedControl, Select, Slider, Stack, Text } from '@mantine/core'
import { Images } from 'lucide-react'
import { Empty } from '../../ui/states.tsx'
import { type AreaImage, most_images, nameOfImage } from './area-images.ts'
import { Field } from './look-panel.tsx'
import { compare_modes, type ImageSearch } from './search.ts'
import type { Comparison } from './use-comparison.ts'

interface ComparePanelProps {
  deliverable_id: string
  capture_id: string
  images: readonly AreaImage[]
  has_older: boolean
  comparison: Comparison
  are_apart: boolean
  search: ImageSearch
  change: (changed: ImageSearch) => void
}

/** Another image of the same place, beside, instead of or over this one. */
export function ComparePanel(props: ComparePanelProps) {
  const { deliverable_id, images, has_older, comparison, search, change } = props
  const others = images.filter(({ deliverable }) => deliverable.deliverable_id !== deliverable_id)
  if (others.length === 0)
    return (
      <Empty icon={Images} title="Nothing to compare with">
        There is no other image of this place yet.
      </Empty>
    )
  return (
    <Stack gap="lg">
      <Select
        label="Compare with"
        description={has_older && `Only the newest ${most_images} images of this place`}
        placeholder="Another level, or another date"
        data={groupsOf(others, props.capture_id)}
        value={search.with ?? null}
        onChange={(other) => change({ with: other ?? undefined })}
        clearable
        clearButtonProps={{ 'aria-label': 'Stop comparing' }}
      />
      {search.with && (
        <>
          <SegmentedControl
            fullWidth
            aria-label="How they are compared"
            data={Object.entries(compare_modes).map(([value, label]) => ({ value, label }))}
            value={comparison.mode}
            onChange={(mode) => change({ mode: mode === 'swipe' ? undefined : mode })}
          />
          {props.are_apart && (
            <Text size="sm" role="alert">
              The two have different projections, so they cannot lie over each other. Look at them one after
              the other.
            </Text>
          )}
          <How comparison={comparison} />
        </>
      )}
    </Stack>
  )
}

function How({ comparison }: { comparison: Comparison }) {
  const { mode, mix, setMix, is_running, setRunning, showOther } = comparison
  if (mode === 'swipe')
    return (
      <Text size="sm" c="dimmed">
        Drag the line over the image, or move it with the arrow keys.
      </Text>
    )
  if (mode === 'blend')
    return (
      <Field label="The other one over this">
        <Slider
          thumbLabel="The other one over this"
          value={mix * 100}
          onChange={(pct) => setMix(pct / 100)}
          label={(pct) => `${pct} %`}
        />
      </Field>
    )
  return (
    <Stack gap="xs">
      <Button variant="default" onClick={() => setRunning(!is_running)}>
        {is_running ? 'Stop' : 'Flicker'}
      </Button>
      <Button variant="default" onClick={showOther}>
        Show the other one
      </Button>
    </Stack>
  )
}

function groupsOf(others: readonly AreaImage[], capture_id: string) {
  const isSame = ({ deliverable }: AreaImage) => deliverable.capture_id === capture_id
  const item = (one: AreaImage) => ({ value: one.deliverable.deliverable_id, label: nameOfImage(one) })
  return [
    { group: 'The same capture', items: others.filter(isSame).map(item) },
    { group: 'Other dates', items: others.filter((one) => !isSame(one)).map(item) },
  ].filter(({ items }) => items.length > 0)
}
