import { useDebouncedValue } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { type Bounds, boundsOf } from '../map/geometry.ts'
import MapView from '../map/map-view.tsx'
import { draftLayer, itemLayer } from '../map/subjects.ts'
import { useViewInAddress } from '../map/use-view-in-address.ts'
import { readBounds } from '../map/viewpoint.ts'
import { withoutEmpty } from '../search.ts'
import { usePageTitle } from '../ui/page.tsx'
import classes from './archive/archive.module.css'
import { ArchiveFilters } from './archive/filters.tsx'
import { Results } from './archive/results.tsx'
import { type ArchiveSearch, useItems } from './archive/search.ts'
import { anew, PlaceSearch, useSoughtPlace } from './new-order/place-search.tsx'
import { useFileDrop } from './new-order/use-given-place.ts'

/** The search waits so long until the map has settled. */
const settle_ms = 300

export default function ArchivePage() {
  usePageTitle('Archive')
  const search = useSearch({ from: '/signed-in/archive' })
  const navigate = useNavigate({ from: '/archive' })
  const change = (changed: ArchiveSearch) =>
    void navigate({ search: (before) => withoutEmpty({ ...before, ...changed }), replace: true })
  const { goal: in_address, keep } = useViewInAddress(search.at, (at) => change({ at, bbox: undefined }))
  const [moved, setMoved] = useState<Bounds>()
  const [view] = useDebouncedValue(moved, settle_ms)
  const [picked, setPicked] = useState<string>()
  const items = useItems(search, view)
  const found = useMemo(() => items.data?.pages.flatMap((page) => page.items) ?? [], [items.data])
  // A link may lead to a box; afterwards the address has the view.
  const [goal, setGoal] = useState(() => readBounds(search.bbox))
  const sought = useSoughtPlace((bounds) => {
    setPicked(undefined)
    setGoal((before) => anew(before, bounds))
  })
  const layers = useMemo(
    () => [draftLayer(sought.places), itemLayer(found, picked)],
    [sought.places, found, picked],
  )
  const one = found.find(({ id }) => id === picked)
  return (
    <div className={classes.page} {...useFileDrop(sought.given.takeFiles)}>
      <div className={classes.panel}>
        <h1>Archive</h1>
        <PlaceSearch sought={sought} />
        <ArchiveFilters search={search} change={change} />
        <Results items={items} found={found} picked={picked} pick={setPicked} />
      </div>
      <div className={classes.map}>
        <MapView
          label="Map of the images found"
          layers={layers}
          fit={one ? boundsOf([one.geometry as Parameters<typeof boundsOf>[0][number]]) : goal}
          goal={in_address}
          onMove={({ bounds, ...viewpoint }) => {
            setMoved(bounds)
            keep(viewpoint)
          }}
          onPick={(one) => setPicked(one?.id)}
        />
      </div>
    </div>
  )
}
