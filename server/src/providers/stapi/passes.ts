import type { Geometry } from '@swath/contract/geometry'
import type { StapiProduct } from '@swath/contract/stapi-provider'
import { countPositions } from '../../lib/geo/structure.ts'
import { findGeometryProblems } from '../../lib/geo/validate.ts'
import type { FoundPass, Opportunities, OpportunityRequest } from '../provider.ts'
import { Refusal } from '../refusal.ts'
import type { Opportunity } from './documents.ts'
import { refusalOf } from './refusals.ts'
import { searchOf } from './search.ts'
import { productOf, type StapiServer } from './server.ts'

/** The server is asked for each strip of an area by itself. */
const most_strips = 20
const at_once = 4

interface Target {
  geometry: Geometry
  parts?: number[]
}

/** The passes that a STAPI server tells, before anything is ordered. */
export class StapiPasses {
  #server: StapiServer

  constructor(server: StapiServer) {
    this.#server = server
  }

  /** @throws Refusal where the server tells none, NotYetAnswered while it searches */
  async find(request: OpportunityRequest): Promise<Opportunities> {
    const { sku, strips, geometry } = request
    const product = productOf(this.#server, sku)
    if (request.nei) this.#refuse('It looks at the Earth only, and not into space')
    if (strips.length > most_strips) this.#refuse(`It tells passes of ${most_strips} strips at most`)
    if (!(await this.#server.api.tellsOpportunities(product.product_id))) this.#refuse('It tells no passes')
    const targets =
      strips.length === 0 ? [{ geometry }] : strips.map(({ frame, parts }) => ({ geometry: frame, parts }))
    const found: Opportunities[] = []
    for (let from = 0; from < targets.length; from += at_once) {
      const some = targets.slice(from, from + at_once)
      found.push(...(await Promise.all(some.map((target) => this.#over(target, product, request)))))
    }
    return together(found, targets, request.limit)
  }

  async #over(target: Target, product: StapiProduct, request: OpportunityRequest): Promise<Opportunities> {
    const { window, limits, limit } = request
    const search = searchOf({ geometry: target.geometry, window, limits }, product)
    try {
      const { features, has_more } = await this.#server.api.opportunities(product.product_id, search, limit)
      const opportunities = features.map((one) => passOf(one, target)).filter(isWithin(request))
      return { opportunities, has_more, constraint: null }
    } catch (error) {
      throw refusalOf(this.#server.name, error)
    }
  }

  #refuse(message: string): never {
    throw new Refusal(this.#server.name, { class: 'never', message })
  }
}

/** A pass in our words. STAPI leaves it to each product what is told besides the time. */
function passOf({ geometry, properties }: Opportunity, { geometry: target, parts }: Target): FoundPass {
  const [start, end = start] = properties.datetime.split('/') as [string, string | undefined]
  const number = (name: string) => {
    const value = properties[name]
    return typeof value === 'number' ? value : null
  }
  const flies = properties['sat:orbit_state']
  return {
    satellite_name: typeof properties.platform === 'string' ? properties.platform : 'unknown',
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    off_nadir_deg: number('view:off_nadir'),
    view_azimuth_deg: number('view:azimuth'),
    incidence_angle_deg: number('view:incidence_angle'),
    sun_elevation_deg: number('view:sun_elevation'),
    sun_azimuth_deg: number('view:sun_azimuth'),
    ground_track_heading_deg: null,
    ground_sample_distance_m: number('gsd'),
    orbit_direction: flies === 'ascending' || flies === 'descending' ? flies : null,
    clear_probability: null,
    footprint: isArea(geometry) ? geometry : target,
    ...(parts && { parts }),
  }
}

/** The image of one pass has few corners, and to judge those of many takes time that others wait. */
const most_corners = 50

/** A server may tell the point that it was asked for, or nothing that is a place. */
function isArea(geometry: Opportunity['geometry']): geometry is Geometry {
  const is_area = geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon'
  return is_area && countPositions(geometry) <= most_corners && findGeometryProblems(geometry).length === 0
}

/** A product that cannot be asked for a limit tells passes beyond it; angles that are not told are not judged. */
function isWithin({ window, limits }: OpportunityRequest) {
  const fits = (value: number | null, least: number, most: number) =>
    value === null || (value >= least && value <= most)
  return ({ start, end, off_nadir_deg, sun_elevation_deg }: FoundPass) =>
    new Date(end) >= window.start &&
    new Date(start) <= window.end &&
    fits(off_nadir_deg, limits.min_off_nadir_deg, limits.max_off_nadir_deg) &&
    fits(sun_elevation_deg, limits.min_sun_elevation_deg, limits.max_sun_elevation_deg)
}

/** An area can be collected if each of its strips can. */
function together(found: readonly Opportunities[], targets: readonly Target[], limit: number): Opportunities {
  const unseen = targets.filter((_, index) => found[index]!.opportunities.length === 0)
  if (unseen.length > 0) return { opportunities: [], has_more: false, constraint: noneOver(unseen, targets) }
  const all = found.flatMap(({ opportunities }) => opportunities)
  const sorted = all.toSorted((a, b) => Date.parse(a.start) - Date.parse(b.start))
  const has_more = sorted.length > limit || found.some((one) => one.has_more)
  return { opportunities: sorted.slice(0, limit), has_more, constraint: null }
}

function noneOver(unseen: readonly Target[], targets: readonly Target[]) {
  const where =
    targets.length === 1 ? 'the target' : `${unseen.length} of the ${targets.length} strips of the area`
  const message = `The provider tells no pass over ${where} in the window and within the limits`
  return { name: 'window' as const, requested_deg: null, nearest_deg: null, message }
}
