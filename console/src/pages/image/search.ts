import type { Asset, Deliverable } from '@swath/contract/deliverables'

/** The address of an image says how it is looked at. */
export interface ImageSearch {
  file?: string | undefined
  /** A name, such as `ndvi`, or bands. */
  look?: string | undefined
  stretch?: string | undefined
  clouds?: string | undefined
  /** The deliverable that it is compared with, and how. */
  with?: string | undefined
  mode?: string | undefined
}

export const compare_modes = { swipe: 'Swipe', flicker: 'Flicker', blend: 'Blend' } as const
export type CompareMode = keyof typeof compare_modes

/** The files of a deliverable that are images of the ground, the one with most in it first. */
export const image_keys = { analytic: 'Analytic', visual: 'Visual' } as const

export function imageKeysOf({ assets }: Pick<Deliverable, 'assets'>): string[] {
  const keys = Object.keys(assets).filter((key) => isTiff(assets[key]!) && !isMask(key, assets[key]!))
  const known = Object.keys(image_keys).filter((key) => keys.includes(key))
  return [...known, ...keys.filter((key) => !(key in image_keys))]
}

/** The mask of clouds that can be shown; providers name it as they like. */
export const cloudKeyOf = ({ assets }: Pick<Deliverable, 'assets'>): string | undefined =>
  Object.keys(assets).find((key) => isTiff(assets[key]!) && isMask(key, assets[key]!))

const isTiff = ({ type }: Asset) => type.startsWith('image/tiff')
const isMask = (key: string, { roles }: Asset) => key === 'cloud' || roles.includes('cloud')
