import { Button, Group, Input, Skeleton, Text } from '@mantine/core'
import type { Deliverable } from '@swath/contract/deliverables'
import type { Geometry } from '@swath/contract/geometry'
import { Suspense, useState } from 'react'
import { lazyPart } from '../../shell/lazy-part.ts'
import classes from './order.module.css'

const DrawnMap = lazyPart(() => import('./drawn-map.tsx'))

interface EvidenceMapProps {
  deliverable: Deliverable
  value: Geometry | undefined
  onChange: (evidence: Geometry | undefined) => void
}

/** The place of the fault, which the user may draw over the image. */
export function EvidenceMap({ deliverable, value, onChange }: EvidenceMapProps) {
  const [is_shown, setShown] = useState(false)
  if (!is_shown) {
    return (
      <Group>
        <Button variant="default" size="compact-sm" onClick={() => setShown(true)}>
          Mark it on the map
        </Button>
      </Group>
    )
  }
  return (
    <Input.Wrapper
      label="Where it shows"
      description="Draw a polygon; its last corner is clicked again. Afterwards its corners can be dragged."
    >
      <div className={classes.map} style={{ marginTop: 8, marginBottom: 0 }}>
        <Suspense fallback={<Skeleton h="100%" radius={0} />}>
          <DrawnMap deliverable={deliverable} value={value} onChange={onChange} />
        </Suspense>
      </div>
      {value && (
        <Group justify="space-between" mt={6}>
          <Text size="sm" role="status">
            An area is marked.
          </Text>
          <Button variant="subtle" size="compact-xs" onClick={() => onChange(undefined)}>
            Clear
          </Button>
        </Group>
      )}
    </Input.Wrapper>
  )
}
