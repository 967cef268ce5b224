import type { Access, CaptureAccess } from '@swath/contract/captures'
import { openInterval } from '@swath/contract/intervals'
import type { ProcessingLevel } from '@swath/contract/states'
import type { Database } from '../database/db.ts'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import type { AreaGeometry } from '../lib/geo/geometry.ts'
import type { ImageWish, Source } from '../providers/provider.ts'
import { type Image, levelsOf, nextImage, type Wanted } from './sources.store.ts'

/** More images than that make no mosaic that anybody would want. */
const max_sources = 500

/** Finds images of the archive to make something from. */
export class Sources {
  #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** The newest images that the contract may see, and older ones as far as they show what newer ones do not. */
  async sources(wish: ImageWish, at_most = max_sources): Promise<Source[]> {
    const images = await this.#db.tenant(wish.contract_id, async (tx) => {
      const found: Image[] = []
      const wanted = wantedOf(wish)
      while (found.length < at_most) {
        const image = await nextImage(tx, wanted)
        if (!image) break
        wanted.without.push(image.outcome_id)
        wanted.area = image.rest
        if (image.is_useful) found.push(image)
      }
      return found
    })
    const ids = images.map((image) => image.outcome_id)
    // The levels do not depend on who may see them.
    const levels = await this.#db.system((tx) => levelsOf(tx, ids))
    return images.map((image) => sourceOf(image, levels.get(image.outcome_id) ?? []))
  }
}

function wantedOf({ geometry, limits, outcome_id, datetime }: ImageWish): Wanted {
  const interval = datetime === undefined ? undefined : openInterval(datetime)
  return {
    area: JSON.stringify(splitAtAntimeridian(geometry as AreaGeometry)),
    outcome_id: outcome_id ?? null,
    start: interval?.start ?? null,
    end: interval?.end ?? null,
    max_cloud_pct: limits.max_cloud_pct,
    without: [],
  }
}

function sourceOf({ outcome_id, datetime, properties, footprint }: Image, levels: ProcessingLevel[]): Source {
  const at = datetime.toISOString()
  const cloud_cover = properties['eo:cloud_cover']
  return {
    outcome_id,
    acquired_at: at,
    access: { ...viewOf(properties), start: at, end: at },
    cloud_cover_pct: typeof cloud_cover === 'number' ? cloud_cover : null,
    footprint,
    processing_levels: levels,
  }
}

const angles = {
  off_nadir_deg: 'view:off_nadir',
  view_azimuth_deg: 'view:azimuth',
  incidence_angle_deg: 'view:incidence_angle',
  sun_elevation_deg: 'view:sun_elevation',
  sun_azimuth_deg: 'view:sun_azimuth',
} as const satisfies Partial<Record<keyof Access, string>>

/** As far as the item tells. */
function viewOf(properties: Image['properties']): Omit<CaptureAccess, 'start' | 'end'> {
  const { platform } = properties
  const told = Object.entries(angles).map(([name, property]) => {
    const value = properties[property]
    return [name, typeof value === 'number' ? value : null]
  })
  const view = Object.fromEntries(told) as Record<keyof typeof angles, number | null>
  return { ...view, satellite_name: typeof platform === 'string' ? platform : 'unknown' }
}
