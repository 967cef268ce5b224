import { createHash } from 'node:crypto'

const spectral = ['blue', 'green', 'red', 'nir']
const drawn = ['blue', 'green', 'red'].map((band) => `${band}_visual`)

/** The findings of quality control, from the worst or least to the best or most. */
const ranges: readonly [name: string, of: readonly string[], low: number, high: number][] = [
  ['cc', [...spectral, ...drawn], 0.92, 0.999],
  ['dr', [...spectral, ...drawn], 180, 900],
  ['snr', [...spectral, ...drawn], 60, 160],
  ['burnt', [...spectral, ...drawn], 0, 0.4],
  ['alignment_ce95', ['red', 'blue'], 0.2, 0.9],
  ['sharpness_fwhm_act', spectral, 1.4, 2.2],
  ['sharpness_fwhm_alt', spectral, 1.4, 2.2],
]

/**
 * The figures of quality control, named as in the vendor's items. They are made up, the same in all items of a
 * capture.
 */
export function qualityOf(outcome_id: string): Record<string, number | string> {
  const figure = (name: string, low: number, high: number) => {
    const share = createHash('sha256').update(`${outcome_id} ${name}`).digest().readUInt32LE(0) / 2 ** 32
    return Math.round((low + share * (high - low)) * 1000) / 1000
  }
  const of_bands = ranges.flatMap(([name, bands, low, high]) =>
    bands.map((band): [string, number] => [`satl-qa:${name}_${band}`, figure(`${name}_${band}`, low, high)]),
  )
  const ce90 = figure('geoaccuracy_ce90', 2.6, 6.9)
  return {
    ...Object.fromEntries(of_bands),
    'satl-qa:geoaccuracy_ce90': ce90,
    // The error is as large in the east as in the north.
    'satl-qa:geoaccuracy_rmse': Math.round((ce90 / 1.5175) * 1000) / 1000,
    'satl-qa:qa_software_version': '1.0.0',
  }
}
