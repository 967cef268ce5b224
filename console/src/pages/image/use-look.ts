import { useEffect, useMemo, useState } from 'react'
import {
  type Histogram,
  type Limits,
  limitsOf,
  type Stretch,
  stretches,
  withSameRange,
} from '../../viewer/histogram.ts'
import { bandsIn, type Look, type LookName, looksOf, readLook, writeLook } from '../../viewer/look.ts'
import type { Pixels } from '../../viewer/pixels.ts'
import type { RasterFacts } from '../../viewer/raster-file.ts'
import type { ImageSearch } from './search.ts'

export interface ChosenLook {
  name: LookName
  look: Look
}

/** The look that the address asks for, as far as the file has the bands; otherwise the most natural one. */
export function chosenLook({ look }: ImageSearch, { bands }: RasterFacts): ChosenLook {
  const looks = looksOf(bands)
  const named = looks[look as LookName]
  if (named && look !== 'own') return { name: look as LookName, look: named }
  const own = readLook(look, bands.length)
  if (own) return { name: 'own', look: own }
  return { name: 'natural', look: looks.natural! }
}

/** The address says this for a look; nothing for the one that is shown without being asked for. */
export const lookInAddress = (name: LookName, look: Look): string | undefined =>
  name === 'natural' ? undefined : name === 'own' ? writeLook(look) : name

export type ChosenStretch = Stretch | 'plain' | 'own'

/** Numbers of 8 bits were made to be looked at as they are. */
export function stretchOf({ stretch }: ImageSearch, { bits }: RasterFacts): Stretch | 'plain' {
  if (stretch !== undefined && stretch in stretches) return stretch as Stretch
  return bits === 8 ? 'plain' : 'usual'
}

const plain: Limits = [0, 255]

export function useHistograms(raster: Pixels | undefined): readonly Histogram[] | undefined {
  const [counted, setCounted] = useState<{ raster: Pixels; histograms: Histogram[] }>()
  useEffect(() => {
    if (!raster) return
    let is_gone = false
    raster.histograms().then(
      (histograms) => !is_gone && setCounted({ raster, histograms }),
      // The file is closed, or what failed fails for its pieces as well, where it is told.
      () => undefined,
    )
    return () => {
      is_gone = true
    }
  }, [raster])
  return counted?.raster === raster ? counted?.histograms : undefined
}

/** Black and white of each band of a look, as the stretch has them. */
export function useLimits(
  chosen: ChosenLook | undefined,
  histograms: readonly Histogram[] | undefined,
  stretch: Stretch | 'plain',
): readonly Limits[] | undefined {
  return useMemo(() => {
    if (!chosen || !histograms) return undefined
    const limits = bandsIn(chosen.look).map((band) =>
      stretch === 'plain' ? plain : limitsOf(histograms[band]!, stretch),
    )
    return chosen.name === 'natural' ? withSameRange(limits) : limits
  }, [chosen, histograms, stretch])
}
