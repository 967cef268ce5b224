import type { RestrictedArea } from '@swath/contract/restricted-areas'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { boundsOf, featuresOf, unrolled } from '../../map/geometry.ts'
import type { MapLayer } from '../../map/layers.ts'
import { LazyMap } from '../../map/lazy-map.tsx'
import classes from './restricted-areas.module.css'

/** The areas on a map; a click opens one. */
export function AreasMap({ areas }: { areas: readonly RestrictedArea[] }) {
  const navigate = useNavigate()
  const layers = useMemo(() => [areaLayer(areas)], [areas])
  const fit = useMemo(() => boundsOf(areas.map(({ geometry }) => geometry)), [areas])
  return (
    <div className={classes.map}>
      <LazyMap
        label="Map of restricted areas"
        layers={layers}
        fit={fit}
        fitZoom={7}
        onPick={(picked) =>
          picked && void navigate({ to: '/restricted-areas/$area_id', params: { area_id: picked.id } })
        }
      />
    </div>
  )
}

function areaLayer(areas: readonly RestrictedArea[]): MapLayer {
  const features = areas.map(({ area_id, rule, geometry }) => ({
    type: 'Feature' as const,
    geometry: unrolled(geometry),
    properties: { id: area_id, tone: rule === 'refuse' ? 'bad' : 'partial' },
  }))
  return { id: 'areas', look: 'order', data: featuresOf(features) }
}
