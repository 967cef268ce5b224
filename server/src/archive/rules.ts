import type { ProcessingLevel } from '@swath/contract/states'

/** What a deliverable of a level becomes in the archive. */
export interface ArchiveProduct {
  collection: string
  product_name: string
  /** As `Reduction` of a cut image; null: it is not cut into tiles. */
  reduction: 1 | 2 | null
  /** Keys of files that belong elsewhere. */
  without: readonly string[]
}

/** The package of a delivery repeats what is there file by file. */
const nowhere = ['delivery_zip']

const product = (
  collection: string,
  product_name: string,
  reduction: 1 | 2 | null,
  without: string[] = [],
) => ({
  collection,
  product_name,
  reduction,
  without: [...nowhere, ...without],
})

export const archive_products: Readonly<Record<ProcessingLevel, readonly ArchiveProduct[]>> = {
  L0: [product('l0', 'L0', null)],
  L1A: [product('l1a', 'L1A', null)],
  L1B: [
    product('quickview-visual', 'QUICKVIEW_VISUAL', 2),
    product('quickview-toa', 'QUICKVIEW_TOA', null, ['visual']),
  ],
  L1C: [product('l1c', 'L1C', null)],
  L1D: [product('l1d', 'L1D', 1)],
  L1D_SR: [product('l1d-sr', 'L1D_SR', 1)],
}

export const browse_product = { collection: 'quickview-visual-thumb', product_name: 'QUICKVIEW_VISUAL_THUMB' }

/** From which level the browse image is taken, best first: all levels show the same, the first is the lightest. */
export const browse_levels: readonly ProcessingLevel[] = ['L1B', 'L1D', 'L1D_SR', 'L1C', 'L1A', 'L0']

export const levelOf = (collection: string): ProcessingLevel =>
  (Object.keys(archive_products) as ProcessingLevel[]).find((level) =>
    archive_products[level].some((one) => one.collection === collection),
  ) ?? 'L1B'

/** Of what the contract has ordered; it sees no items in it but its own. */
export const delivered_collection = 'delivered'

/** Where the frames of these lie on the ground is not known well enough to cut something from them. */
export const unplaced_collections: readonly string[] = ['l0', 'l1a']

const browse_keys = ['preview', 'thumbnail']

/** What only shows what there is. Everything else is consumption when it is downloaded. */
export const isBrowse = (key: string): boolean => browse_keys.includes(key)

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
