import { no_limits } from '../captures.ts'
import type { Problem } from '../errors.ts'
import { openInterval } from '../intervals.ts'
import type { PlaceOrder, TaskingParameters } from '../orders.ts'
import { selecting } from './collected.ts'
import type { ProductKind } from './product-kind.ts'

type Name = keyof TaskingParameters

/** Parts of images that are in the archive: nothing is collected, so nothing is waited for but the promised delivery. */
export const arcimg: ProductKind = {
  name: 'Archive Imagery',
  nameVariant: ({ window_days }) => [window_days === null ? 'Standard' : 'Rush'],
  geometries: ['Polygon', 'MultiPolygon'],
  ordered_by: 'request',
  images: 'archived',
  shows: 'ground',
  v1: null,
  parameters: (all) => all.pick({ outcome_id: true, datetime: true, processing_level: true }),
  window: (_, { promised_delivery_hours, default_window_days }, now) => {
    const hours = promised_delivery_hours ?? default_window_days * 24
    return { start: now, end: new Date(now.getTime() + hours * 3_600_000) }
  },
  limits: (_, { max_cloud_pct }) => ({ ...no_limits, max_cloud_pct }),
  problems: ({ properties: { sku, parameters } }) => [
    ...collectingProblems(sku, parameters),
    ...intervalProblems(parameters.datetime),
  ],
  // The promise is part of what was ordered.
  movedWindowProblems: (_, { sku }) => [
    {
      pointer: at('end'),
      code: 'window_invalid',
      message: `The window of ${sku} ends with the promised delivery, and cannot be changed`,
    },
  ],
  widest: () => undefined,
  singlePassBy: () => undefined,
}

const at = (name: Name) => `/properties/parameters/${name}`

const taken: readonly Name[] = [...selecting, 'processing_level', 'uplifts']

function collectingProblems(sku: string, parameters: PlaceOrder['properties']['parameters']): Problem[] {
  return (Object.keys(parameters) as Name[])
    .filter((name) => parameters[name] !== undefined && !taken.includes(name))
    .map((name) => ({
      pointer: at(name),
      code: 'parameter_not_for_sku',
      message: `${name} is for collecting; ${sku} is delivered from the archive`,
    }))
}

function intervalProblems(datetime: string | undefined): Problem[] {
  if (datetime === undefined || openInterval(datetime)) return []
  const message = `datetime is start/end, each a time such as 2026-01-31T12:00:00Z, or one of them "..": not ${datetime}`
  return [{ pointer: at('datetime'), code: 'window_invalid', message }]
}
