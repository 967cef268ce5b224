import { collected_at_points } from './collected.ts'
import type { ProductKind } from './product-kind.ts'

export const tskpoi: ProductKind = { ...collected_at_points, name: 'Standard Tasking' }
