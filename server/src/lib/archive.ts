import type { ProcessingLevel } from '@swath/contract/states'

/** The product of the archive that a deliverable of a level becomes. */
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

/**
 * The level of what a collection holds; that of a collection of an operator's own is not known, and is taken for the
 * commonest.
 */
export const levelOf = (collection: string): ProcessingLevel =>
  (Object.keys(archive_products) as ProcessingLevel[]).find((level) =>
    archive_products[level].some((one) => one.collection === collection),
  ) ?? 'L1B'

/** The place of the bytes of an asset. */
export type StoredAsset = LocalAsset | RemoteAsset
interface AssetHead {
  media_type: string
  roles: string[]
}
export interface LocalAsset extends AssetHead {
  storage_key: string
  file_name: string
  size_bytes: number
  sha256: string
}
export interface RemoteAsset extends AssetHead {
  href: string
}

const browse_keys = ['preview', 'thumbnail']

/** A browse asset only shows what there is. Every other one is consumption when it is downloaded. */
export const isBrowse = (key: string): boolean => browse_keys.includes(key)
