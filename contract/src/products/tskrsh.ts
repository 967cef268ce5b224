import { collected_at_points } from './collected.ts'
import type { ProductKind } from './product-kind.ts'

export const tskrsh: ProductKind = { ...collected_at_points, name: 'Rush Tasking' }
