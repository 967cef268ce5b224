import { productOf } from '@swath/contract/products/registry'
import { reasons } from '@swath/contract/reasons'
import type { Connector, ImageWish, Provider, ProviderOf, Source } from '../provider.ts'

/** What the archive knows of its images. */
export interface ImageArchive {
  /**
   * The images that together show as much of the wanted area as there is, newest first: each shows something
   * that those before it do not.
   */
  sources(wish: ImageWish, at_most?: number): Promise<Source[]>
}

/** The archive, asked like any other provider: it has images instead of making them. */
export function archiveProvider(archive: ImageArchive): Provider {
  return {
    async assess(order) {
      const [any] = await archive.sources(order, 1)
      if (any) return { feasible: true }
      return { feasible: false, reason_code: 'NOT_IN_ARCHIVE', message: reasons.NOT_IN_ARCHIVE.meaning }
    },
    sources: (wish) => archive.sources(wish),
  }
}

/** Who carries out the orders of a SKU. */
export function providersOf(sky: Connector, archive: ImageArchive): ProviderOf {
  const from_archive = archiveProvider(archive)
  return (sku) => (productOf(sku).images === 'archived' ? from_archive : sky)
}
