/** A look tells which bands of an image are shown, and in which colours. Pure. */
import type { Limits } from './histogram.ts'
import { nothing_below } from './no-data.ts'

/** Three bands as red, green and blue, one as grey, or the normalized difference of two. Counted from 0. */
export type Look =
  | { kind: 'colours'; bands: readonly [number, number, number] }
  | { kind: 'grey'; band: number }
  | { kind: 'difference'; bands: readonly [number, number] }

export const look_names = {
  natural: 'True colour',
  infrared: 'Near infrared',
  ndvi: 'NDVI',
  own: 'Own',
} as const
export type LookName = keyof typeof look_names

/** The looks that the bands of a file allow; those of which a band is missing are left out. */
export function looksOf(names: readonly string[]): Partial<Record<LookName, Look>> {
  const [red, green, blue, nir] = [/^red$/i, /^green$/i, /^blue$/i, /^(nir|near.?infrared|nir08)$/i].map(
    (name) => names.findIndex((band) => name.test(band.trim())),
  ) as [number, number, number, number]
  const has = (...bands: number[]) => !bands.includes(-1)
  const natural = has(red, green, blue) ? ([red, green, blue] as const) : undefined
  return {
    natural: natural ? { kind: 'colours', bands: natural } : firstOf(names),
    ...(has(nir, red, green) && { infrared: { kind: 'colours', bands: [nir, red, green] } }),
    ...(has(nir, red) && { ndvi: { kind: 'difference', bands: [nir, red] } }),
    ...(names.length > 1 && { own: natural ? { kind: 'colours', bands: natural } : firstOf(names) }),
  }
}

const firstOf = ({ length }: readonly string[]): Look =>
  length < 3 ? { kind: 'grey', band: 0 } : { kind: 'colours', bands: [0, 1, 2] }

/** Bands, counted from 1, as an address has them: `4,3,2`, `1`, or `4-3` for a difference. */
export function writeLook(look: Look): string {
  if (look.kind === 'grey') return String(look.band + 1)
  return look.bands.map((band) => band + 1).join(look.kind === 'difference' ? '-' : ',')
}

/** Undefined for what is no look, or asks for a band that the file does not have. */
export function readLook(text: string | undefined, band_count: number): Look | undefined {
  const [, first, by, second, third] = /^(\d+)(?:([,-])(\d+)(?:,(\d+))?)?$/.exec(text ?? '') ?? []
  if (first === undefined) return undefined
  const bands = [first, second, third].filter((band) => band !== undefined).map((band) => Number(band) - 1)
  if (bands.some((band) => band < 0 || band >= band_count)) return undefined
  const [a, b, c] = bands as [number, number, number]
  if (bands.length === 1) return { kind: 'grey', band: a }
  if (bands.length === 2 && by === '-') return { kind: 'difference', bands: [a, b] }
  return bands.length === 3 && by === ',' ? { kind: 'colours', bands: [a, b, c] } : undefined
}

export const bandsIn = (look: Look): readonly number[] => (look.kind === 'grey' ? [look.band] : look.bands)

/** From -1 to 1; undefined where both are nothing. */
export function difference(
  values: readonly number[],
  [one, other]: readonly [number, number],
): number | undefined {
  const sum = values[one]! + values[other]!
  return sum === 0 ? undefined : (values[one]! - values[other]!) / sum
}

/** Bare ground is brown, and leaves are the greener the more there are; water is below. */
export const difference_colours: readonly (readonly [at: number, colour: string])[] = [
  [-0.4, '#1b4f8f'],
  [-0.05, '#a9c7dd'],
  [0.05, '#efe4cf'],
  [0.2, '#d9b86a'],
  [0.35, '#c3d16b'],
  [0.55, '#5fae4b'],
  [0.75, '#1c7a37'],
  [0.95, '#06391d'],
]

/** An expression of OpenLayers. */
export type Expression = (string | number | Expression)[]

/** The numbers that a stretch gives to the expression of a look. */
export function variablesOf(limits: readonly Limits[], gamma: number): Record<string, number> {
  const told = limits.flatMap(([low, high], channel) => [
    [`low${channel}`, low],
    [`range${channel}`, high - low],
  ])
  return Object.fromEntries([...told, ['power', 1 / gamma]])
}

/** The colour of a pixel, from its bands; what nobody saw is seen through. */
export function colourOf(look: Look): Expression {
  const colour = look.kind === 'difference' ? ramp(look.bands) : channels(look)
  return ['case', ['<', ['band', 1], nothing_below], ['color', 0, 0, 0, 0], colour]
}

function channels(look: Exclude<Look, { kind: 'difference' }>): Expression {
  const shown = look.kind === 'grey' ? [look.band, look.band, look.band] : look.bands
  const stretched = shown.map((band, at): Expression => {
    const channel = look.kind === 'grey' ? 0 : at
    const value = ['/', ['-', ['band', band + 1], ['var', `low${channel}`]], ['var', `range${channel}`]]
    return ['^', ['clamp', value as Expression, 0, 1], ['var', 'power']]
  })
  return ['array', ...stretched, 1]
}

function ramp([one, other]: readonly [number, number]): Expression {
  const [a, b]: Expression[] = [
    ['band', one + 1],
    ['band', other + 1],
  ]
  const value: Expression = ['/', ['-', a!, b!], ['+', a!, b!]]
  return ['interpolate', ['linear'], value, ...difference_colours.flat()]
}

/** The kinds of clouds that a mask tells in the description of its band, such as `2 haze, 3 cloud`. */
export function cloudCodesOf(description: string): { code: number; name: string }[] {
  const told = [...description.matchAll(/(\d+)\s+([a-z][a-z ]*)/gi)].map(([, code, name]) => ({
    code: Number(code),
    name: name!.trim().toLowerCase(),
  }))
  const clouds = told.filter(({ name }) => /cloud|haze|cirrus|shadow/.test(name) && !/^(no|clear)/.test(name))
  return clouds.length > 0 ? clouds : [{ code: 1, name: 'cloud' }]
}

export const cloud_colours = ['#ffb020', '#ff4fa3', '#9b6bff', '#38c8ff']

export function cloudColourOf(codes: readonly { code: number }[]): Expression {
  const cases = codes.flatMap(
    ({ code }, index): Expression => [
      ['==', ['band', 1], code],
      ['color', ...channelsOf(cloud_colours[index % cloud_colours.length]!), 0.55],
    ],
  )
  return ['case', ...cases, ['color', 0, 0, 0, 0]]
}

const channelsOf = (colour: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
