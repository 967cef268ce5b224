import { arcimg } from './arcimg.ts'
import { arclgd } from './arclgd.ts'
import type { ProductKind } from './product-kind.ts'
import { variantOf } from './terms.ts'
import { tskare } from './tskare.ts'
import { tsknei } from './tsknei.ts'
import { tskpoi } from './tskpoi.ts'
import { tskrrd } from './tskrrd.ts'
import { tskrsh } from './tskrsh.ts'

/** The products, by their codes. */
export const products = {
  TSKPOI: tskpoi,
  TSKARE: tskare,
  TSKRSH: tskrsh,
  TSKRRD: tskrrd,
  TSKNEI: tsknei,
  ARCIMG: arcimg,
  ARCLGD: arclgd,
}

export type ProductCode = keyof typeof products

/** The first six letters of a SKU say the product. */
export function productCodeOf(sku: string) {
  return sku.slice(0, 6) as ProductCode
}

/** The product of a SKU that anybody may have written. */
export function findProduct(sku: string): ProductKind | undefined {
  return products[productCodeOf(sku)]
}

/** As a SKU is written: the code of a product, the mode, and two slots for days and captures, or none. */
const written_sku = /^[A-Z]{6}-M(\.(NN|\d{2})){0,2}$/

/** Says why a name is not one of a SKU; undefined if it is. */
export function skuProblem(sku: string): string | undefined {
  if (!findProduct(sku)) return `${sku} is of no product; there are ${Object.keys(products).join(', ')}`
  if (written_sku.test(sku)) return undefined
  return `${sku} is not written as a SKU is, such as TSKPOI-M or TSKRSH-M.15.01`
}

/** The product of a SKU that a contract has. */
export function productOf(sku: string): ProductKind {
  return products[productCodeOf(sku)]
}

/** As customers call it, so that no two SKUs of a contract look alike. */
export function productNameOf(sku: string): string {
  const { name, nameVariant } = productOf(sku)
  return [name, ...nameVariant(variantOf(sku))].join(', ')
}

/** By which the archive offers a part of an image to whoever is in no hurry. */
export const archive_sku = 'ARCIMG-M.NN.NN'

/** The answer to a contract that has no SKU for downloads. */
export const without_downloads = 'The contract has no SKU for downloads from the archive (ARCLGD)'

/** Whether orders of it appear by themselves for what was downloaded, and cannot be placed. */
export function isDownload(sku: string): boolean {
  return productOf(sku).ordered_by === 'download'
}

/** Whether new images are made of the ground: what is in space, or in the archive already, is never seen again. */
export function isGroundCollected(sku: string): boolean {
  const product = findProduct(sku)
  return product?.images === 'collected' && product.shows === 'ground'
}

/** The codes of the products whose orders v1 shows as tasks. */
export function taskCodes(): string[] {
  return Object.entries(products).flatMap(([code, { v1 }]) => (v1 ? [code] : []))
}
