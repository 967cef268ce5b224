import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { formatNumber, formatPosition } from '../../ui/format.ts'
import type { Spot } from '../../viewer/image-map.ts'
import { difference } from '../../viewer/look.ts'
import classes from './image.module.css'

/** A pointer that moves on reads nothing. */
const settle_ms = 60

/** The place under the pointer, and what the file itself has there, however far away it is looked at. */
export function Readout({ spot }: { spot: Spot }) {
  const values = useValues(spot)
  const { column, row, position, raster, look } = spot
  const index = values && look.kind === 'difference' ? difference(values, look.bands) : undefined
  return (
    <div className={classes.readout} data-values={values?.join()}>
      <span>{position && `${formatPosition(position)} · `}</span>
      <span>
        px {column}, {row}
      </span>
      {values === undefined && <span>no data</span>}
      {values?.map((value, band) => (
        <span key={raster.facts.bands[band]}>
          {nameOf(raster.facts.bands[band]!, band)} <b>{formatNumber(value, 3)}</b>
        </span>
      ))}
      {index !== undefined && (
        <span>
          Index <b>{formatNumber(index, 2)}</b>
        </span>
      )}
    </div>
  )
}

/** A long description, such as that of a mask, has a place elsewhere. */
const nameOf = (name: string, band: number) => (name.length > 14 ? `Band ${band + 1}` : name)

function useValues(spot: Spot): number[] | undefined {
  const [settled] = useDebouncedValue(spot, settle_ms)
  const [read, setRead] = useState<{ spot: Spot; values: number[] | undefined }>()
  useEffect(() => {
    let is_gone = false
    settled.raster.values(settled.column, settled.row).then(
      (values) => !is_gone && setRead({ spot: settled, values }),
      // A failure is one of the piece around it as well, which shows.
      () => undefined,
    )
    return () => {
      is_gone = true
    }
  }, [settled])
  return read && isSame(read.spot, spot) ? read.values : undefined
}

const isSame = (one: Spot, other: Spot) =>
  one.raster === other.raster && one.column === other.column && one.row === other.row
