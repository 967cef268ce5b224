import type { ProcessingLevel } from '@swath/contract/states'
import type { Geometry } from './geo/geometry.ts'

/** An item of the archive that a contract downloads. */
export interface Download {
  collection: string
  item_id: string
  outcome_id: string
  processing_level: ProcessingLevel
  acquired_at: Date
  satellite_name: string | null
  cloud_cover_pct: number | null
  footprint: Geometry
  downloaded_at: Date
}

/** The order and the deliverable that represent it. */
export interface RecordedDownload {
  order_id: string
  deliverable_id: string
  /** Not when the item was downloaded before. */
  is_new: boolean
}
