import { arcimg } from './arcimg.ts'
import { collected_over_areas, nameCounts } from './collected.ts'
import type { ProductKind } from './product-kind.ts'

/** Files of the archive as they are. Whoever downloads one is charged for it, and an order appears by itself. */
export const arclgd: ProductKind = {
  ...arcimg,
  name: 'Legacy Archive Direct Download',
  nameVariant: nameCounts,
  ordered_by: 'download',
  parameters: collected_over_areas.parameters,
}
