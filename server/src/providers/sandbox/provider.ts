import type { CollectionLimits } from '@swath/contract/captures'
import type { Constraint } from '@swath/contract/feasibility'
import type { ReasonCode } from '@swath/contract/reasons'
import { splitAtAntimeridian } from '../../lib/geo/antimeridian.ts'
import type { Swath } from '../../lib/geo/swath.ts'
import { fetchTrusted } from '../../outbound/outbound.ts'
import type {
  Assessment,
  FoundPass,
  HoursToDeliver,
  Opportunities,
  OrderStanding,
  Provider,
} from '../provider.ts'

interface SimulatorAssessment {
  feasible: boolean
  reason?: string
  message?: string
}

interface SimulatorFindings {
  opportunities: FoundPass[]
  has_more: boolean
  obstacle?: Obstacle
}

interface Obstacle {
  reason: string
  nearest_deg?: number
  message: string
}

/** The simulator's words for why not, in ours. */
const words: Record<string, ReasonCode> = {
  never_visible: 'NOT_FEASIBLE',
  off_nadir: 'NOT_FEASIBLE',
  sun_elevation: 'NOT_FEASIBLE',
  taken: 'NO_CAPACITY',
  refused: 'NOT_FEASIBLE',
}

/** The limits that the simulator names as the reason, by the names of their parameters and of ours. */
const limited = {
  off_nadir: { parameter: 'ona', limit: 'off_nadir_deg' },
  sun_elevation: { parameter: 'sun_elevation', limit: 'sun_elevation_deg' },
} as const
const unlimited: Record<string, Constraint['name']> = {
  never_visible: 'window',
  taken: 'capacity',
  // The limits of a capture in space.
  time: 'window',
  satellite: 'satellite',
  altitude: 'altitude',
  range: 'range',
  line_of_sight: 'line_of_sight',
  sun_angle: 'sun_angle',
  slew_rate: 'slew_rate',
}

export const sandbox_swath: Swath = {
  swath_width_km: 5.2,
  overlap_km: 0.3,
  max_length_km: 60,
  track_heading_deg: 193,
}

export const sandbox_hours: HoursToDeliver = { L0: 1, L1A: 1, L1B: 1.25, L1C: 2, L1D: 2.75, L1D_SR: 4 }

/** What a provider is told in the place of a contract. */
export type PseudonymOf = (contract_id: string, provider: string) => Promise<string>

const name = 'simulator'

/** The simulated constellation, reached over HTTP like any other provider. It serves whatever is ordered. */
export function sandboxProvider(url: string, pseudonymOf: PseudonymOf): Provider {
  async function told<T extends OrderStanding>({ contract_id, ...order }: T) {
    return { ...order, contract: await pseudonymOf(contract_id, name) }
  }
  return {
    name,
    swath: sandbox_swath,
    hours_to_deliver: sandbox_hours,
    serves: () => true,
    async assess(order): Promise<Assessment> {
      const answer = (await call(url, 'POST', '/assessments', await told(order))) as SimulatorAssessment
      if (answer.feasible) return { feasible: true }
      const reason_code = words[answer.reason ?? ''] ?? 'NOT_FEASIBLE'
      return { feasible: false, reason_code, message: answer.message ?? '' }
    },
    async opportunities(request): Promise<Opportunities> {
      const answer = (await call(url, 'POST', '/opportunities', await told(request))) as SimulatorFindings
      return {
        opportunities: answer.opportunities.map(cutFootprint),
        has_more: answer.has_more,
        constraint: answer.obstacle ? constraintOf(answer.obstacle, request.limits) : null,
      }
    },
    async plan(capture) {
      await call(url, 'PUT', `/captures/${capture.capture_id}`, await told(capture))
    },
    async produce(products) {
      await call(url, 'PUT', `/products/${products.capture_id}`, products)
    },
    async cancel(capture_id) {
      await call(url, 'DELETE', `/captures/${capture_id}`)
    },
  }
}

/** The simulator's footprints go the short way across the antimeridian; ours are cut there. */
function cutFootprint(opportunity: FoundPass): FoundPass {
  return { ...opportunity, footprint: splitAtAntimeridian(opportunity.footprint) }
}

function constraintOf({ reason, nearest_deg, message }: Obstacle, limits: CollectionLimits): Constraint {
  if (nearest_deg === undefined || !(reason === 'off_nadir' || reason === 'sun_elevation')) {
    return { name: unlimited[reason] ?? 'provider', requested_deg: null, nearest_deg: null, message }
  }
  const { parameter, limit } = limited[reason]
  const side = nearest_deg > limits[`max_${limit}`] ? 'max' : 'min'
  return { name: `${side}_${parameter}`, requested_deg: limits[`${side}_${limit}`], nearest_deg, message }
}

async function call(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetchTrusted(url + path, {
    method,
    signal: AbortSignal.timeout(30_000),
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok)
    throw new Error(`${method} ${url}${path} answered ${response.status}: ${text.slice(0, 300)}`)
  return text === '' ? undefined : JSON.parse(text)
}
