import type { CollectionLimits } from '@swath/contract/captures'
import type { Problem } from '@swath/contract/errors'
import type { Geometry } from '@swath/contract/geometry'
import { durationMs, type Interval, recur } from '@swath/contract/intervals'
import type { PlaceOrder, TaskingParameters } from '@swath/contract/orders'
import { isDownload, productOf } from '@swath/contract/products/registry'
import { ofVariant, type SkuTerms } from '@swath/contract/products/terms'
import type { ReasonCode } from '@swath/contract/reasons'
import type { GeometryProblem } from '../lib/geo/problems.ts'
import type { Survey } from '../lib/geo/survey.ts'
import { overlapShare } from '../lib/geo/swath.ts'
import { countStrips } from './strips.rules.ts'
import { upliftProblems, withUplifts } from './uplifts.rules.ts'

/** Those of its SKU; an order keeps its own copy, so that later changes do not touch it. */
export type Terms = SkuTerms & {
  /** The price without the uplifts that were asked for, which `price_minor` has in it. */
  list_price_minor?: number
  /** The factor by which the quantities of an order are multiplied to reach the minimum of the contract. */
  quantity_scale?: number
}

/** An order as it will be stored, if nothing is wrong with it. */
export interface Placement {
  terms: Terms
  geometry: Geometry
  /** Cut at the antimeridian, for SQL. */
  planar: Geometry
  area_km2: number
  /** The number of images that it takes to show an area once. */
  strip_count: number
  /** The share of an area that two of them show. */
  overlap_share: number
  window: Interval
  /** The target is to be imaged once, or once in each of these periods. */
  periods: Interval[]
  limits: CollectionLimits
  processing_levels: string[]
  parameters: TaskingParameters
  /** Somebody has to approve it before anything is done. */
  approval?: { reason_code: ReasonCode; message: string }
}

/** The number of images that are to be made of it. */
export function captureCount({ strip_count, periods }: Pick<Placement, 'strip_count' | 'periods'>): number {
  return Math.max(1, strip_count) * Math.max(1, periods.length)
}

/** The most captures of one order: what is kept of it and shown of it grows with them. */
const max_captures = 2000

function captureProblems(strip_count: number, periods: readonly Interval[]): Problem[] {
  const count = captureCount({ strip_count, periods: [...periods] })
  if (count <= max_captures) return []
  const message =
    `The order takes ${count} captures, ${strip_count} strips in each of ${periods.length} periods; ` +
    `at most ${max_captures} are allowed. Order the area in several smaller ones`
  return [problem('/geometry', 'strips_out_of_range', message)]
}

/**
 * Looks at an order from all sides: what it comes to, or everything that is wrong with it at once.
 * @param survey of its geometry
 */
export function examine(
  order: PlaceOrder,
  survey: Survey | GeometryProblem[],
  all_terms: readonly Terms[],
  now: Date,
): Placement | Problem[] {
  const { sku, parameters: given } = order.properties
  const shape_problems = shapeProblems(survey)
  const list_terms = all_terms.find((one) => one.sku === sku)
  if (!list_terms) return [unknownSku(sku, all_terms), ...shape_problems]
  if (isDownload(sku)) return [notOrderable(sku), ...shape_problems]
  const { captures, ...listed } = ofVariant(list_terms)
  const terms = withUplifts(listed, given.uplifts ?? [])
  const parameters = captures === null ? given : { max_captures: captures, ...given }
  const product = productOf(sku)
  const window = product.window(parameters, terms, now)
  const area_km2 = Array.isArray(survey) ? undefined : orderedKm2(survey, terms)
  const of_product = productProblems(order, terms, area_km2)
  const strips = Array.isArray(survey) || of_product.length > 0 ? [] : countStrips(survey, terms)
  const problems = [
    ...shape_problems,
    ...of_product,
    ...(Array.isArray(strips) ? strips : []),
    ...product.problems(order, terms, window, now),
    ...parameterProblems(given, terms),
    ...variantProblems(given, terms.sku, captures),
    ...upliftProblems(given.uplifts ?? [], terms),
  ]
  if (Array.isArray(survey) || area_km2 === undefined || Array.isArray(strips) || problems.length > 0)
    return problems
  const periods = periodsOf(parameters, window).filter((period) => period.end > now)
  const too_many = captureProblems(strips, periods)
  if (too_many.length > 0) return too_many
  const processing_levels = parameters.processing_level
    ? [parameters.processing_level]
    : terms.default_processing_levels
  return {
    terms,
    geometry: survey.geometry,
    planar: survey.planar,
    area_km2,
    strip_count: strips,
    overlap_share: overlapShare(survey.swath),
    window,
    periods,
    limits: product.limits(parameters, terms),
    processing_levels,
    parameters,
  }
}

function shapeProblems(survey: Survey | GeometryProblem[]): Problem[] {
  if (!Array.isArray(survey)) return []
  return survey.map((found) => ({ ...found, pointer: `/geometry${found.pointer}` }))
}

/** The area of a point is the footprint that the contract gives it. */
function orderedKm2({ geometry, area_km2 }: Survey, terms: Terms): number {
  if (geometry.type !== 'Point') return area_km2
  return (terms.footprint_width_km ?? 0) * (terms.footprint_length_km ?? 0)
}

function unknownSku(sku: string, all_terms: readonly Terms[]): Problem {
  const valid =
    all_terms
      .map((one) => one.sku)
      .filter((one) => !isDownload(one))
      .join(', ') || 'none'
  return problem(
    '/properties/sku',
    'sku_not_in_contract',
    `Invalid product: the contract has no SKU ${sku}; it has ${valid}`,
  )
}

function notOrderable(sku: string): Problem {
  const message = `${productOf(sku).name} (${sku}) cannot be ordered: download from the archive, and the order appears by itself`
  return problem('/properties/sku', 'sku_not_orderable', message)
}

function productProblems(order: PlaceOrder, terms: Terms, area_km2: number | undefined): Problem[] {
  const product = productOf(terms.sku)
  const allowed: readonly string[] = product.geometries
  const { type } = order.geometry
  if (!allowed.includes(type)) {
    return [
      problem(
        '/geometry/type',
        'geometry_not_for_sku',
        `${product.name} (${terms.sku}) takes ${allowed.join(' or ')}, not ${type}`,
      ),
    ]
  }
  if (area_km2 === undefined) return []
  if (area_km2 >= terms.min_area_km2 && area_km2 <= terms.max_area_km2) return []
  const limits = `${terms.min_area_km2} to ${terms.max_area_km2} km2`
  return [
    problem(
      '/geometry',
      'area_out_of_range',
      `The area has ${area_km2.toFixed(2)} km2; ${terms.sku} takes ${limits}`,
    ),
  ]
}

function parameterProblems(given: TaskingParameters, terms: Terms): Problem[] {
  const found: Problem[] = []
  for (const what of ['ona', 'sun_elevation'] as const) {
    const [low, high] = [given[`min_${what}`], given[`max_${what}`]]
    if (low !== undefined && high !== undefined && low > high) {
      found.push(
        problem(
          `/properties/parameters/min_${what}`,
          'limits_inverted',
          `min_${what} ${low} is above max_${what} ${high}`,
        ),
      )
    }
  }
  const level = given.processing_level
  if (level !== undefined && !terms.processing_levels.includes(level)) {
    const message = `The contract has ${terms.processing_levels.join(', ')} for ${terms.sku}, not ${level}`
    found.push(problem('/properties/parameters/processing_level', 'level_not_in_contract', message))
  }
  return found
}

function variantProblems(
  { max_captures }: TaskingParameters,
  sku: string,
  captures: number | null,
): Problem[] {
  if (captures === null || max_captures === undefined || max_captures <= captures) return []
  const message = `An order of ${sku} is of at most ${captures} captures, not of ${max_captures}`
  return [problem('/properties/parameters/max_captures', 'period_invalid', message)]
}

/** The periods of a recurring order; the window itself where nothing recurs. */
export function periodsOf(given: TaskingParameters, window: Interval): Interval[] {
  const period = given.revisit_period ?? given.remapping_period
  return recur(window, period === undefined ? undefined : durationMs(period), given.max_captures)
}

function problem(pointer: string, code: string, message: string): Problem {
  return { pointer, code, message }
}
