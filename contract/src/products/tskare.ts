import { collected_over_areas } from './collected.ts'
import type { ProductKind } from './product-kind.ts'

export const tskare: ProductKind = { ...collected_over_areas, name: 'Standard Area Coverage' }
