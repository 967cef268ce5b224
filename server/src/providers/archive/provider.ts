import { findProduct } from '@swath/contract/products/registry'
import { reasons } from '@swath/contract/reasons'
import type { ImageWish, Provider, Source } from '../provider.ts'

/** The archive, which knows its images. */
export interface ImageArchive {
  /**
   * The images that together show as much of the wanted area as there is, newest first: each shows something
   * that those before it do not.
   */
  sources(wish: ImageWish, at_most?: number): Promise<Source[]>
}

/**
 * The archive, asked like any other provider: it has images instead of making them.
 * @param maker cuts files out of them, and reports on that
 */
export function archiveProvider(archive: ImageArchive, maker: Provider): Provider {
  return {
    get name() {
      return maker.name
    },
    swath: maker.swath,
    hours_to_deliver: maker.hours_to_deliver,
    serves: (sku) => findProduct(sku)?.images === 'archived',
    async assess(order) {
      const [any] = await archive.sources(order, 1)
      if (any) return { feasible: true }
      return { feasible: false, reason_code: 'NOT_IN_ARCHIVE', message: reasons.NOT_IN_ARCHIVE.meaning }
    },
    sources: (wish) => archive.sources(wish),
    opportunities: async () => ({ opportunities: [], has_more: false, constraint: null }),
    plan: (capture) => maker.plan(capture),
    produce: (products) => maker.produce(products),
    cancel: (capture_id) => maker.cancel(capture_id),
  }
}
