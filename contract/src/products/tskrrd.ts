import { collected_at_points } from './collected.ts'
import type { ProductKind } from './product-kind.ts'

export const tskrrd: ProductKind = { ...collected_at_points, name: 'Rush Tasking with Rapid Delivery' }
