import { products } from '@swath/contract/products/registry'

/** Point and area tasking have no slots; the others say days and captures, or leave them to the contract. */
export const offered_skus = Object.entries(products).map(([code, { name }]) => ({
  sku: /^TSK(POI|ARE|NEI)$/.test(code) ? `${code}-M` : `${code}-M.NN.NN`,
  name,
}))
