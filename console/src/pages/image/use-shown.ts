import { useMemo, useState } from 'react'
import type { Histogram, Limits } from '../../viewer/histogram.ts'
import type { ShownImage } from '../../viewer/image-map.ts'
import { cloudCodesOf, cloudColourOf, colourOf, variablesOf } from '../../viewer/look.ts'
import type { Raster } from '../../viewer/raster.ts'
import type { ImageSearch } from './search.ts'
import { type ChosenLook, chosenLook, stretchOf, useHistograms, useLimits } from './use-look.ts'

export interface Shown {
  images: readonly ShownImage[]
  chosen: ChosenLook | undefined
  histograms: readonly Histogram[] | undefined
  /** Of each channel. */
  limits: readonly Limits[] | undefined
  /** Whether they were set by hand. */
  is_own: boolean
  setLimits: (limits: readonly Limits[] | undefined) => void
  gamma: number
  setGamma: (gamma: number) => void
  opacity: number
  setOpacity: (opacity: number) => void
}

const usual_gamma = 1.3

/** The image as it is looked at, with its clouds above it. */
export function useShown(raster: Raster | undefined, clouds: Raster | undefined, search: ImageSearch): Shown {
  const chosen = useMemo(() => raster && chosenLook(search, raster.facts), [raster, search])
  const histograms = useHistograms(raster)
  const stretch = raster ? stretchOf(search, raster.facts) : 'usual'
  const stretched = useLimits(chosen, histograms, stretch)
  const [own, setOwn] = useState<{ of: string; limits: readonly Limits[] }>()
  const [chosen_gamma, setGamma] = useState<number>()
  const [opacity, setOpacity] = useState(1)
  // Reflectance is darker than what eyes make of it; numbers of 8 bits were made for them.
  const gamma = chosen_gamma ?? (stretch === 'plain' ? 1 : usual_gamma)
  // What was set by hand is about these channels.
  const of = JSON.stringify([chosen?.look, search.file, stretch])
  const limits = own?.of === of ? own.limits : stretched
  const images = useMemo(() => {
    if (!raster || !chosen || !limits) return []
    const colour = colourOf(chosen.look)
    const image: ShownImage = { id: 'image', raster, colour, variables: variablesOf(limits, gamma), opacity }
    return clouds ? [image, cloudsOver(clouds)] : [image]
  }, [raster, clouds, chosen, limits, gamma, opacity])
  return {
    images,
    chosen,
    histograms,
    limits,
    is_own: own?.of === of,
    setLimits: (changed) => setOwn(changed && { of, limits: changed }),
    ...{ gamma, setGamma, opacity, setOpacity },
  }
}

function cloudsOver(raster: Raster): ShownImage {
  const colour = cloudColourOf(cloudCodesOf(raster.facts.bands[0]!))
  return { id: 'clouds', raster, colour, variables: {}, opacity: 1 }
}
