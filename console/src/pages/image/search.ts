import type { Deliverable } from '@swath/contract/deliverables'

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

export function imageKeysOf({ assets }: Deliverable): string[] {
  const known = Object.keys(image_keys).filter((key) => isTiff(assets[key]?.type))
  const others = Object.keys(assets).filter(
    (key) => !(key in image_keys) && key !== 'cloud' && isTiff(assets[key]?.type),
  )
  return [...known, ...others]
}

const isTiff = (type: string | undefined) => type?.startsWith('image/tiff') ?? false
