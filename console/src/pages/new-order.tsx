import type { Geometry } from '@swath/contract/geometry'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import type { Map as MapLibre } from 'maplibre-gl'
import { useMemo, useState } from 'react'
import { productsQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { type DrawingMode, useDrawing } from '../map/drawing.ts'
import { isEditable } from '../map/editing.ts'
import { boundsOf } from '../map/geometry.ts'
import MapView from '../map/map-view.tsx'
import { draftLayer, passLayers } from '../map/subjects.ts'
import { usePageTitle } from '../ui/page.tsx'
import { Answered } from '../ui/states.tsx'
import { Confirmation } from './new-order/confirmation.tsx'
import { byUse, isOrderedOnMap, questionOf } from './new-order/draft.ts'
import classes from './new-order/new-order.module.css'
import { Opportunities } from './new-order/opportunities.tsx'
import { ParameterFields } from './new-order/parameters.tsx'
import { PlaceFields } from './new-order/place.tsx'
import { ProductChoice } from './new-order/product-choice.tsx'
import { useAnalysis, usePrice } from './new-order/use-answers.ts'
import { useDraft } from './new-order/use-draft.ts'
import { useFileDrop, useGivenPlace } from './new-order/use-given-place.ts'

/** Where, what, when, how much: one page, beside the map. */
export default function NewOrderPage() {
  usePageTitle('New order')
  const search = useSearch({ from: '/signed-in/orders/new' })
  const products = useQuery(productsQuery(useSwath()))
  const { draft, looked_at, change, clear, edit, history } = useDraft(search)
  const [map, setMap] = useState<MapLibre | null>(null)
  const [mode, setMode] = useState<DrawingMode | null>('point')
  const [pass, setPass] = useState<string>()
  const offered = useMemo(() => (products.data ?? []).filter(isOrderedOnMap).toSorted(byUse), [products.data])
  const product = offered.find(({ sku }) => sku === draft.sku)
  const question = useMemo(() => questionOf(draft, product), [draft, product])
  const analysis = useAnalysis(question, product)
  const pricing = usePrice(question)
  const give = (geometry: Geometry) => {
    change({ geometry })
    setMode(null)
  }
  const given = useGivenPlace(give)
  useDrawing(map, {
    mode,
    shape: draft.geometry,
    onChange: (shape, how) => (how === 'drawn' ? give(shape) : edit(shape)),
  })
  const is_in_hand = mode === null && draft.geometry && isEditable(draft.geometry)
  const layers = useMemo(
    () => [
      ...passLayers(analysis.data?.opportunities ?? [], pass),
      draftLayer(is_in_hand ? undefined : draft.geometry),
    ],
    [analysis.data, pass, draft.geometry, is_in_hand],
  )
  const fit = useMemo(() => (looked_at ? boundsOf([looked_at]) : undefined), [looked_at])
  return (
    <div className={classes.page} {...useFileDrop((file) => void given.takeFile(file))}>
      <div className={classes.panel}>
        <h1>New order</h1>
        <PlaceFields
          geometry={draft.geometry}
          clear={() => {
            clear()
            setMode('point')
          }}
          {...{ history, given, mode, setMode }}
        />
        <Answered query={products}>
          {() => <ProductChoice products={offered} draft={draft} change={change} />}
        </Answered>
        {product && <ParameterFields product={product} draft={draft} change={change} />}
        {question && product && (
          <Opportunities analysis={analysis} product={product} pass={pass} pick={setPass} />
        )}
        {question && <Confirmation draft={draft} change={change} question={question} pricing={pricing} />}
      </div>
      <div className={classes.map}>
        <MapView
          label="Map to draw on"
          layers={layers}
          fit={fit}
          fitZoom={7.4}
          onMap={setMap}
          {...(mode === null ? { onPick: (picked) => picked?.layer === 'passes' && setPass(picked.id) } : {})}
        />
        {mode && <div className={classes.hint}>{hints[mode]}</div>}
      </div>
    </div>
  )
}

const hints: Readonly<Record<DrawingMode, string>> = {
  point: 'Click the place to be imaged',
  polygon: 'Click the corners of the area; click the first one again to close it',
  rectangle: 'Click one corner, then the opposite one',
}
