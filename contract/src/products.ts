/**
 * The products, by the first six letters of their SKU. What a contract may order of them, at which price and
 * within which limits, are rows of `contract_skus`.
 */
export const products = {
  TSKPOI: { name: 'Standard Tasking', geometries: ['Point'] },
  TSKARE: { name: 'Standard Area Coverage', geometries: ['Polygon', 'MultiPolygon'] },
  TSKRSH: { name: 'Rush Tasking', geometries: ['Point'] },
  TSKRRD: { name: 'Rush Tasking with Rapid Delivery', geometries: ['Point'] },
} as const

export type ProductCode = keyof typeof products
