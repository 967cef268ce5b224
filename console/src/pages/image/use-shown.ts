import { useMemo, useRef, useState } from 'react'
import type { Histogram, Limits } from '../../viewer/histogram.ts'
import { cloudCodesOf, cloudColourOf, colourOf, variablesOf } from '../../viewer/look.ts'
import type { Pixels } from '../../viewer/pixels.ts'
import type { ShownImage } from '../../viewer/shown-image.ts'
import type { ImageSearch } from './search.ts'
import { type ChosenLook, chosenLook, stretchOf, useHistograms, useLimits } from './use-look.ts'

export interface Shown {
  images: readonly ShownImage[]
  /** Whether they are those of the image before. */
  is_before: boolean
  /** The image that it is compared with. */
  second: ShownImage | undefined
  /** They lie on different planes, so a pixel of the one is none of the other. */
  are_apart: boolean
  chosen: ChosenLook | undefined
  histograms: readonly Histogram[] | undefined
  /** Each channel has its own. */
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
export function useShown(
  {
    raster,
    clouds,
    other,
  }: { raster?: Pixels | undefined; clouds?: Pixels | undefined; other?: Pixels | undefined },
  search: ImageSearch,
): Shown {
  const chosen = useMemo(() => raster && chosenLook(search, raster.facts), [raster, search])
  const histograms = useHistograms(raster)
  const stretch = raster ? stretchOf(search, raster.facts) : 'usual'
  const stretched = useLimits(chosen, histograms, stretch)
  const [own, setOwn] = useState<{ of: string; limits: readonly Limits[] }>()
  const [chosen_gamma, setGamma] = useState<number>()
  const [opacity, setOpacity] = useState(1)
  // Reflectance is darker than what eyes make of it; numbers of 8 bits were made for them.
  const gamma = chosen_gamma ?? (stretch === 'plain' ? 1 : usual_gamma)
  // Limits that were set by hand are about these channels.
  const of = JSON.stringify([chosen?.look, search.file, stretch])
  const limits = own?.of === of ? own.limits : stretched
  const images = useMemo(() => {
    if (!raster || !chosen || !limits) return []
    const { look } = chosen
    const variables = variablesOf(limits, gamma)
    const image: ShownImage = { id: 'image', raster, look, colour: colourOf(look), variables, opacity }
    return clouds ? [image, cloudsOver(clouds)] : [image]
  }, [raster, clouds, chosen, limits, gamma, opacity])
  const are_apart = other !== undefined && other.facts.place?.epsg !== raster?.facts.place?.epsg
  const second = useSecond(are_apart ? undefined : other, { raster, limits, gamma }, search)
  // The image that was looked at stays until there is another one to see.
  const last = useRef(images)
  if (images.length > 0) last.current = images
  return {
    images: last.current,
    is_before: images !== last.current,
    second,
    are_apart,
    chosen,
    histograms,
    limits,
    is_own: own?.of === of,
    setLimits: (changed) => setOwn(changed && { of, limits: changed }),
    ...{ gamma, setGamma, opacity, setOpacity },
  }
}

interface First {
  raster: Pixels | undefined
  limits: readonly Limits[] | undefined
  gamma: number
}

/** Both are stretched alike where their numbers mean the same: what differs then is on the ground. */
function useSecond(other: Pixels | undefined, { raster, limits, gamma }: First, search: ImageSearch) {
  const chosen = useMemo(() => other && chosenLook(search, other.facts), [other, search])
  const is_alike =
    raster !== undefined &&
    raster.facts.bits === other?.facts.bits &&
    raster.facts.bands.join() === other.facts.bands.join()
  const histograms = useHistograms(is_alike ? undefined : other)
  const own = useLimits(chosen, histograms, other ? stretchOf(search, other.facts) : 'usual')
  const shown_by = is_alike ? limits : own
  return useMemo((): ShownImage | undefined => {
    if (!other || !chosen || !shown_by) return undefined
    const { look } = chosen
    const variables = variablesOf(shown_by, gamma)
    return { id: 'other', raster: other, look, colour: colourOf(look), variables, opacity: 1 }
  }, [other, chosen, shown_by, gamma])
}

function cloudsOver(raster: Pixels): ShownImage {
  const colour = cloudColourOf(cloudCodesOf(raster.facts.bands[0]!))
  return { id: 'clouds', raster, colour, variables: {}, opacity: 1 }
}
