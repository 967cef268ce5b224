import type { ProcessingLevel } from '@swath/contract/states'

export const browse_product = { collection: 'quickview-visual-thumb', product_name: 'QUICKVIEW_VISUAL_THUMB' }

/** From which level the browse image is taken, best first: all levels show the same, the first is the lightest. */
export const browse_levels: readonly ProcessingLevel[] = ['L1B', 'L1D', 'L1D_SR', 'L1C', 'L1A', 'L0']

/** The collection of all that the contract has ordered; it sees no items in it but its own. */
export const delivered_collection = 'delivered'

/** The place of the frames of these on the ground is not known well enough to cut something from them. */
export const unplaced_collections: readonly string[] = ['l0', 'l1a']

export interface Named {
  /** When and by whom it was taken: `20260101_101010_123_SN40`. */
  stamp: string
  product_name: string
}

export function stampOf(datetime: Date, platform: string): string {
  // Names end at the millisecond.
  const [date, time] = new Date(datetime).toISOString().replace(/[-:Z]/g, '').split('T')
  const number = /\d{0,4}$/.exec(platform)![0].padStart(2, '0')
  return `${date}_${time!.replace('.', '_')}_SN${number}`
}

const isQuickView = (name: string) => name.startsWith('QUICKVIEW')

export const sceneItemId = ({ stamp, product_name }: Named): string =>
  isQuickView(product_name) ? `${stamp}_${product_name}` : `${stamp}_${product_name}_MS`

export interface GridSquare {
  zone: string
  easting_km: number
  northing_km: number
}

export const tileItemId = (named: Named, { zone, easting_km, northing_km }: GridSquare): string =>
  `${sceneItemId(named)}_${zone}_${easting_km}_${northing_km}`

export const gridCode = ({ zone, easting_km, northing_km }: GridSquare): string =>
  `SATL-2KM-${zone}_${easting_km}_${northing_km}`

/** For an item whose id another capture has: no two satellites, but two orders may get the same moment. */
export const idBeside = (item_id: string, outcome_id: string): string => `${item_id}_${outcome_id.slice(-12)}`
