import { source } from '@swath/climate/climate'
import { clearProbabilityBy } from '@swath/climate/forecast'
import { chancesOfAny } from '@swath/climate/odds'
import { clearProbability } from '@swath/climate/sky'
import type { Coverage, Odds } from '@swath/contract/feasibility'
import { centreOf } from '../lib/geo/centre.ts'
import type { FoundPass } from '../providers/provider.ts'

/** A place at a time, and the clouds that are foretold of it. */
export interface Moment {
  lon: number
  lat: number
  at_ms: number
}
export interface Foretold {
  cover_pct: number
  lead_ms: number
}

/** A pass whose chance of a clear sky is known. */
export type Chance = FoundPass & Required<Pick<FoundPass, 'clear_basis'>> & { clear_probability: number }

/** After a failed attempt, the next is this long away: it has to be known, and a satellite commanded half an hour ahead. */
const between_attempts_ms = 70 * 60_000
/** Nobody asks for more: what follows changes nothing. */
const certain = 0.9995

/** Whether the sky of a pass is ours to judge: the provider knows nothing of it, or the climate alone. */
const isOpen = (pass: FoundPass) => pass.clear_probability === null || pass.clear_basis === 'climate'

/** When and where a forecast would tell more of a pass than is known of it. */
export function momentOf(pass: FoundPass): Moment | undefined {
  return isOpen(pass) ? { ...centreOf(pass.footprint), at_ms: Date.parse(pass.start) } : undefined
}

/** The forecast says how likely a clear sky is, and else the climate, if the provider does not know it. */
export function withChance(pass: FoundPass, max_cloud_pct: number, foretold?: Foretold): Chance {
  const { clear_probability, clear_basis = null } = pass
  if (clear_probability !== null && !(foretold && isOpen(pass)))
    return { ...pass, clear_probability, clear_basis }
  const [place, at_ms] = [centreOf(pass.footprint), Date.parse(pass.start)]
  return foretold
    ? {
        ...pass,
        clear_probability: clearProbabilityBy(foretold, place, at_ms, max_cloud_pct),
        clear_basis: 'forecast',
      }
    : { ...pass, clear_probability: clearProbability(place, at_ms, max_cloud_pct), clear_basis: 'climate' }
}

const sourceOf = (passes: readonly Chance[]) =>
  passes.some(({ clear_basis }) => clear_basis === 'forecast')
    ? `a forecast, as far as it reaches; ${source}`
    : source

/** The probability that an order of one image has it by the end of each day. @param passes in order of time */
export function oddsOf(passes: readonly Chance[]): Odds | null {
  const attempts = attemptsOf(passes)
  if (attempts.length === 0) return null
  const chances = chancesOf(attempts)
  const steps = chances.map((probability, index) => ({
    by: attempts[index]!.end,
    attempts: index + 1,
    probability: rounded(probability),
  }))
  return { source: sourceOf(attempts), by_day: lastOfEachDay(steps) }
}

/** The share of an area that is expected to be there by the end of each day. */
export function coverageOf(passes: readonly Chance[], strips: number): Coverage {
  const each = [...Map.groupBy(passes, ({ footprint }) => JSON.stringify(footprint)).values()]
  const gains = each.flatMap((of_strip) => {
    const attempts = attemptsOf(of_strip)
    return chancesOf(attempts).map((chance, index, all) => ({
      by: attempts[index]!.end,
      gain: chance - (all[index - 1] ?? 0),
      tried: 1 - (all[index - 1] ?? 0),
    }))
  })
  let [share, tried] = [0, 0]
  const steps = gains
    .toSorted((a, b) => (a.by < b.by ? -1 : 1))
    .map((one) => {
      share += one.gain / strips
      tried += one.tried
      return { by: one.by, share: rounded(share) }
    })
  const expected_attempts = Math.round(10 * tried) / 10
  return { source: sourceOf(passes), strips, expected_attempts, by_day: lastOfEachDay(steps) }
}

/** The passes that are used one after the other, as long as all before have failed. */
function attemptsOf(passes: readonly Chance[]): Chance[] {
  const used: Chance[] = []
  let free_ms = Number.NEGATIVE_INFINITY
  for (const pass of passes) {
    if (Date.parse(pass.start) < free_ms) continue
    used.push(pass)
    free_ms = Date.parse(pass.end) + between_attempts_ms
  }
  return used
}

function chancesOf(attempts: readonly Chance[]): number[] {
  const chances = chancesOfAny(
    attempts.map(({ start, clear_probability }) => ({
      at_ms: Date.parse(start),
      probability: clear_probability,
    })),
  )
  const enough = chances.findIndex((chance) => chance > certain)
  return enough < 0 ? chances : chances.slice(0, enough + 1)
}

function lastOfEachDay<Step extends { by: string }>(steps: readonly Step[]): Step[] {
  return steps.filter(({ by }, index) => steps[index + 1]?.by.slice(0, 10) !== by.slice(0, 10))
}

const rounded = (share: number) => Math.round(1000 * share) / 1000
