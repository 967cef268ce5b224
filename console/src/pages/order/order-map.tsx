import type { Order } from '@swath/contract/orders'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { orderCapturesQuery, orderDeliverablesQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { boundsOf } from '../../map/geometry.ts'
import { LazyMap } from '../../map/lazy-map.tsx'
import { captureLayer, imagesOf, orderLayer } from '../../map/subjects.ts'
import classes from './order.module.css'

export function OrderMap({ order }: { order: Order }) {
  const swath = useSwath()
  const captures = useQuery(orderCapturesQuery(swath, order.id)).data
  const deliverables = useQuery(orderDeliverablesQuery(swath, order.id)).data
  const layers = useMemo(() => [orderLayer([order]), captureLayer(captures ?? [])], [order, captures])
  const images = useMemo(() => imagesOf(deliverables ?? []), [deliverables])
  const fit = boundsOf([
    order.geometry,
    ...(captures ?? []).map(({ footprint, target }) => footprint ?? target),
  ])
  return (
    <div className={classes.map}>
      <LazyMap label={`Map of the order ${order.id}`} layers={layers} images={images} fit={fit} />
    </div>
  )
}
