import { Text } from '@mantine/core'
import type { Geometry } from '@swath/contract/geometry'
import { useState } from 'react'
import { type Bounds, boundsOf } from '../../map/geometry.ts'
import { TypedPlace } from './place.tsx'
import { usePlaceFinder } from './suggestions.tsx'
import { type GivenPlace, useGivenPlace } from './use-given-place.ts'

export interface SoughtPlace {
  given: GivenPlace
  /** The shapes that were meant, to be shown. */
  places: readonly { geometry: Geometry }[]
}

/** A place that is only looked at: by the name of an area or a city, as numbers, or as a file. */
export function useSoughtPlace(onFound: (bounds: Bounds) => void): SoughtPlace {
  const [places, setPlaces] = useState<readonly { geometry: Geometry }[]>([])
  const given = useGivenPlace({ place: places, placeNamed: usePlaceFinder() }, ({ united, each }) => {
    const found = united ? [united.place] : (each?.places ?? [])
    setPlaces(found)
    onFound(boundsOf(found.map(({ geometry }) => geometry))!)
  })
  return { given, places }
}

/** Another array is the same place, to which a map does not go twice: a hair makes it another one. */
export function anew(before: Bounds | undefined, [west, south, east, north]: Bounds): Bounds {
  const is_same = before?.join() === [west, south, east, north].join()
  return [west, south, east, is_same ? north + 1e-9 : north]
}

/** The field for it. */
export function PlaceSearch({ sought }: { sought: SoughtPlace }) {
  return (
    <div>
      <Text size="sm" fw={500} mb={2} component="span" aria-hidden>
        Place
      </Text>
      <TypedPlace geometry={undefined} given={sought.given} />
    </div>
  )
}
