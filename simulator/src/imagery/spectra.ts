/** Typical top-of-atmosphere reflectance of ground covers: Blue, Green, Red, NIR, times 10000. */
export type Spectrum = number[]

export const BANDS = 4
/** A reflectance of 1 is stored as this number. */
export const REFLECTANCE_SCALE = 10_000

export const SPECTRA = {
  deepWater: [880, 640, 390, 170],
  murkyWater: [960, 900, 640, 260],
  sand: [1500, 2050, 2650, 3400],
  brownSoil: [1090, 1180, 1380, 2050],
  paleSoil: [1330, 1620, 1990, 2700],
  stubble: [1180, 1520, 1780, 2850],
  grass: [930, 1070, 870, 3000],
  lushCrop: [830, 990, 610, 4100],
  broadleaf: [780, 800, 550, 3000],
  conifer: [740, 700, 490, 2050],
  shrub: [1020, 1130, 1190, 2250],
  rock: [1250, 1330, 1450, 1900],
  asphalt: [1120, 1050, 1010, 1200],
  concrete: [1850, 1950, 2050, 2450],
  tiles: [1300, 1430, 1890, 2400],
  snow: [7600, 7700, 7600, 6700],
  cloud: [7000, 7050, 7100, 7200],
} as const satisfies Record<string, readonly number[]>

/** A copy to paint on. Spelt out because this runs several times a pixel. */
export function mixOf(other: readonly number[]): Spectrum {
  return [other[0]!, other[1]!, other[2]!, other[3]!]
}

/** Replaces all of `target`. */
export function cover(target: Spectrum, other: readonly number[]): void {
  for (let band = 0; band < BANDS; band++) target[band] = other[band]!
}

/** Moves `target` towards `other` by a share in [0, 1]. */
export function blend(target: Spectrum, other: readonly number[], share: number): void {
  for (let band = 0; band < BANDS; band++) target[band]! += share * (other[band]! - target[band]!)
}

/** The light that the air alone sends up; neither shade nor slope changes it. */
const AIRLIGHT = [690, 440, 260, 90]

/** Multiplies the light that comes from the ground, in all bands. */
export function brighten(target: Spectrum, factor: number): void {
  for (let band = 0; band < BANDS; band++) {
    const air = AIRLIGHT[band]!
    target[band] = air + factor * (target[band]! - air)
  }
}
