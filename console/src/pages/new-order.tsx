import type { Order } from '@swath/contract/orders'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { productsQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { DrawingHint } from '../map/drawing-hint.tsx'
import { boundsOf } from '../map/geometry.ts'
import MapView from '../map/map-view.tsx'
import { draftLayer, passLayers } from '../map/subjects.ts'
import { useShapeDrawing } from '../map/use-shape-drawing.ts'
import { usePageTitle } from '../ui/page.tsx'
import { Answered } from '../ui/states.tsx'
import { Beginning } from './new-order/beginning.tsx'
import { Comparison } from './new-order/comparison.tsx'
import { Confirmation } from './new-order/confirmation.tsx'
import {
  byUse,
  type Draft,
  empty_draft,
  isOrderedOnMap,
  onlyGeometry,
  orderNames,
  questionsOf,
} from './new-order/draft.ts'
import { Heading } from './new-order/heading.tsx'
import classes from './new-order/new-order.module.css'
import { Opportunities } from './new-order/opportunities.tsx'
import { ParameterFields } from './new-order/parameters.tsx'
import { PlaceFields } from './new-order/place.tsx'
import { Placed } from './new-order/placed.tsx'
import { ProductChoice } from './new-order/product-choice.tsx'
import { usePlaceFinder } from './new-order/suggestions.tsx'
import { usePasses, usePrice } from './new-order/use-answers.ts'
import { useDraft } from './new-order/use-draft.ts'
import { useFileDrop, useGivenPlace } from './new-order/use-given-place.ts'
import { useKeptAreas } from './new-order/use-kept-areas.ts'
import { useOnlyPass } from './new-order/use-only-pass.ts'

export default function NewOrderPage() {
  usePageTitle('New order')
  const search = useSearch({ from: '/signed-in/orders/new' })
  return Object.keys(search).length > 0 ? <Beginning search={search} /> : <DraftedOrder />
}

/** A new order, on one page beside the map: where, what, when, how much. */
function DraftedOrder() {
  const navigate = useNavigate()
  const products = useQuery(productsQuery(useSwath()))
  const { draft, where, change, put, take, choose, clear, history, use, forget, is_kept } = useDraft()
  const [pass, setPass] = useState<string>()
  const offered = useMemo(() => (products.data ?? []).filter(isOrderedOnMap).toSorted(byUse), [products.data])
  const product = offered.find(({ sku }) => sku === draft.sku)
  const questions = useMemo(() => questionsOf(draft, product), [draft, product])
  const { analysis, comparison, passes } = usePasses(questions, product)
  const { ordered, ...only } = useOnlyPass(questions, analysis.data, pass)
  const { pricing, is_settled } = usePrice(ordered)
  const [placed, setPlaced] = useState<readonly Order[]>([])
  const first_mode = draft.places.length > 0 ? null : 'point'
  const drawing = useShapeDrawing(onlyGeometry(draft.places), first_mode, put)
  const { mode, is_in_hand } = drawing
  const given = useGivenPlace({ place: where, placeNamed: usePlaceFinder() }, (areas) => {
    take(areas)
    drawing.rest()
  })
  const kept = useKeptAreas(given.takePlace)
  const layers = useMemo(
    () => [kept.layer, ...passLayers(passes, pass), draftLayer(is_in_hand ? [] : draft.places)],
    [kept.layer, passes, pass, draft.places, is_in_hand],
  )
  const fit = useMemo(() => boundsOf(where.looked_at), [where.looked_at])
  function onPlaced(orders: Order[]) {
    forget()
    const [order, ...more] = orders
    if (order && more.length === 0) void navigate({ to: '/orders/$order_id', params: { order_id: order.id } })
    else setPlaced(orders)
  }
  function startAgain() {
    forget()
    clear()
    drawing.draw('point')
    setPlaced([])
  }
  function useAll(whole: Draft) {
    use(whole)
    drawing.rest()
  }
  function startAnew() {
    use(empty_draft)
    startAgain()
  }
  return (
    <div className={classes.page} {...useFileDrop(given.takeFiles)}>
      <div className={classes.panel}>
        <Heading {...{ draft, is_kept, startAnew }} use={useAll} />
        {placed.length > 0 ? (
          <Placed orders={placed} again={startAgain} />
        ) : (
          <>
            <PlaceFields clear={startAgain} {...{ where, choose, history, given, drawing, kept }} />
            <Answered query={products}>
              {() => <ProductChoice products={offered} draft={draft} change={change} />}
            </Answered>
            {product && <ParameterFields {...{ product, draft, change }} price={pricing.data?.price} />}
            {questions.length === 1 && product && (
              <Opportunities pick={setPass} {...{ analysis, product, pass, change, ...only }} />
            )}
            {questions.length > 1 && <Comparison comparison={comparison} names={orderNames(draft)} />}
            {questions.length > 0 && (
              <Confirmation questions={ordered} {...{ draft, change, pricing, is_settled, onPlaced }} />
            )}
          </>
        )}
      </div>
      <div className={classes.map}>
        <MapView
          label="Map to draw on"
          layers={layers}
          fit={fit}
          fitZoom={where.looked_at.some(({ type }) => type !== 'Point') ? 16 : 7.4}
          onMap={drawing.setMap}
          onMove={kept.onMove}
          {...(mode === null
            ? { onPick: (one) => (one?.layer === 'passes' ? setPass(one.id) : kept.pick(one)) }
            : {})}
        />
        <DrawingHint {...drawing} />
      </div>
    </div>
  )
}
