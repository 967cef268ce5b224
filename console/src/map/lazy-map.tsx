import { Skeleton } from '@mantine/core'
import { Suspense } from 'react'
import { lazyPart } from '../shell/lazy-part.ts'
import type { MapViewProps } from './map-view.tsx'

const MapView = lazyPart<MapViewProps>(() => import('./map-view.tsx'))

/** A map whose code is fetched when it is shown, so that the text of a page does not wait for it. */
export function LazyMap(props: MapViewProps) {
  return (
    <Suspense fallback={<Skeleton h="100%" radius={0} />}>
      <MapView {...props} />
    </Suspense>
  )
}
