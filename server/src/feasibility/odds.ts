import { source } from '@swath/climate/climate'
import { clearProbabilityBy, type Foretold, type Moment } from '@swath/climate/forecast'
import { chancesOfAny } from '@swath/climate/odds'
import { clearProbability } from '@swath/climate/sky'
import type { Coverage, Odds, OddsBasis } from '@swath/contract/feasibility'
import { centreOf } from '../lib/geo/centre.ts'
import type { FoundPass } from '../providers/provider.ts'

/** A pass whose chance of a clear sky is known. */
export type Chance = FoundPass & Required<Pick<FoundPass, 'clear_basis'>> & { clear_probability: number }

/** After a failed attempt, the next is this long away: it has to be known, and a satellite commanded half an hour ahead. */
const between_attempts_ms = 70 * 60_000
/** Nobody asks for more: what follows changes nothing. */
const certain = 0.9995

/** A forecast would tell more of such a pass: the provider knows nothing of its sky, or the climate alone. */
export const isOpen = ({ clear_probability, clear_basis }: FoundPass) =>
  clear_probability === null || clear_basis === 'climate'

export const momentOf = ({ footprint, start }: FoundPass): Moment => ({
  ...centreOf(footprint),
  at_ms: Date.parse(start),
})

/** @param foretold of an open pass. The climate says how likely a clear sky is where nobody else does. */
export function withChance(pass: FoundPass, max_cloud_pct: number, foretold?: Foretold): Chance {
  const { at_ms, ...place } = momentOf(pass)
  if (foretold) {
    const clear_probability = clearProbabilityBy(foretold, place, at_ms, max_cloud_pct)
    return { ...pass, clear_probability, clear_basis: 'forecast' }
  }
  const { clear_probability, clear_basis = null } = pass
  if (clear_probability !== null) return { ...pass, clear_probability, clear_basis }
  return { ...pass, clear_probability: clearProbability(place, at_ms, max_cloud_pct), clear_basis: 'climate' }
}

function basisOf(passes: readonly Chance[]): OddsBasis {
  const bases = new Set(passes.map(({ clear_basis }) => clear_basis))
  if (bases.has('forecast')) return 'forecast'
  return bases.has(null) ? 'provider' : 'climate'
}

const sourceOf = (passes: readonly Chance[]) =>
  basisOf(passes) === 'forecast' ? `a forecast, as far as it reaches; ${source}` : source

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
  return { source: sourceOf(attempts), basis: basisOf(attempts), by_day: lastOfEachDay(steps) }
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
