import type { Problem } from '@swath/contract/errors'
import type { Analysis, Opportunity } from '@swath/contract/feasibility'
import type { PlaceOrder, TaskingParameters } from '@swath/contract/orders'
import { canonicalJson } from '../lib/json.ts'

/** An opportunity with an id, as an analysis told it. */
export type Orderable = Opportunity & { opportunity_id: string; price: { total_minor: number } }

export const opportunityIdOf = (analysis_id: string, index: number) =>
  `opp.${analysis_id.replace(/^analysis[.]/, '')}.${index}`

/** The analysis in which an opportunity was told, if its id is written like one. */
export function originOf(opportunity_id: string): { analysis_id: string; index: number } | undefined {
  const [, id, index] = /^opp[.]([0-9a-f-]{36})[.](\d{1,4})$/.exec(opportunity_id) ?? []
  return id === undefined ? undefined : { analysis_id: `analysis.${id}`, index: Number(index) }
}

const pointer = '/properties/parameters/opportunity_id'

export function unknownOpportunity(opportunity_id: string): Problem {
  const message = `The contract has no opportunity ${opportunity_id}; take one of an analysis of the last 24 hours`
  return { pointer, code: 'opportunity_unknown', message }
}

export function goneOpportunity(message: string): Problem {
  return { pointer, code: 'opportunity_gone', message }
}

/** Finds everything that is wrong with an order that names an opportunity; it may leave out what the analysis knows. */
export function problemsOfNaming(
  order: PlaceOrder,
  analysis: Analysis,
  asked: TaskingParameters,
  { expires_at }: Orderable,
  now: Date,
): Problem[] {
  const { sku, parameters } = order.properties
  const mismatch = (at: string, message: string) => [{ pointer: at, code: 'opportunity_mismatch', message }]
  if (new Date(expires_at) <= now)
    return [goneOpportunity(`The opportunity expired at ${expires_at}; start another analysis`)]
  const { opportunity_id: _, ...given } = parameters
  const others = Object.entries(given).filter(
    ([name, value]) => canonicalJson(value) !== canonicalJson(asked[name as keyof TaskingParameters] ?? null),
  )
  return [
    ...(sku === analysis.sku ? [] : mismatch('/properties/sku', `The opportunity is for ${analysis.sku}`)),
    ...(canonicalJson(order.geometry) === canonicalJson(analysis.geometry)
      ? []
      : mismatch('/geometry', 'The opportunity is for another geometry')),
    ...others.flatMap(([name]) =>
      mismatch(`/properties/parameters/${name}`, `${name} was another one in the analysis; leave it out`),
    ),
  ]
}

/** Its clock may be a little off. */
const margin_ms = 60_000

/** The order as it is for that pass alone. */
export function orderOfPass(order: PlaceOrder, asked: TaskingParameters, pass: Orderable): PlaceOrder {
  const moved = (time: string, by_ms: number) => new Date(Date.parse(time) + by_ms).toISOString()
  const parameters = {
    ...asked,
    opportunity_id: pass.opportunity_id,
    start: moved(pass.start, -margin_ms),
    end: moved(pass.end, margin_ms),
  }
  return { ...order, properties: { ...order.properties, parameters } }
}
