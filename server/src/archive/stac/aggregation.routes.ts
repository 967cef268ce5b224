import { StacAggregationList, StacAggregations } from '@swath/contract/stac'
import { z } from 'zod'
import type { Caller } from '../../platform/auth.ts'
import { parameter } from '../../platform/filters.ts'
import {
  type AggregationName,
  aggregation_list,
  aggregation_names,
  checkNames,
  intervals,
} from './aggregations.ts'
import { answer, type StacApi } from './api.ts'
import { json } from './links.ts'
import { readNames, type SearchInput, search_query } from './parameters.ts'
import { searchOf } from './search.ts'
import type { Stac } from './service.ts'

const of_collection = z.strictObject({ collection: z.string() })

const names = { type: 'array', items: { type: 'string', enum: aggregation_names } }
const { limit: _, sortby: __, fields: ___, token: ____, ...searched } = search_query.shape
const aggregate_query = z.strictObject({
  ...searched,
  aggregations: parameter(names, (raw) => readAggregations(raw)) as z.ZodType<AggregationName[] | undefined>,
  datetime_frequency_interval: z.enum(intervals).default('month'),
})

function readAggregations(raw: unknown): AggregationName[] | undefined {
  const names = readNames(raw)
  if (names === undefined) return undefined
  checkNames(names)
  return names
}

/** How many items there are, in all and by what. */
export function aggregationRoutes(api: StacApi) {
  const { routes, stac } = api
  for (const path of ['', '/collections/{collection}'] as const) {
    const of = path === '' ? '' : 'Collection'
    const params = path === '' ? {} : { params: of_collection }
    routes.add({
      ...api.get(`${path}/aggregations`, `list${of}Aggregations`, 'What can be counted'),
      ...params,
      is_kept: true,
      answers: { 200: StacAggregationList },
      handle: ({ request }) => answer({ aggregations: aggregation_list, links: linksOf(api, request.url) }),
    })
    routes.add({
      ...api.get(`${path}/aggregate`, `aggregate${of}Items`, 'Count the items of a search'),
      ...params,
      is_kept: true,
      query: aggregate_query,
      answers: { 200: StacAggregations },
      handle: async ({ caller, params, query, request }) => {
        const { collection } = params as { collection?: string }
        const aggregations = await count(stac, caller, query as AggregateQuery, collection)
        return answer({ type: 'AggregationCollection', aggregations, links: linksOf(api, request.url) })
      },
    })
  }
}

type AggregateQuery = SearchInput & z.infer<typeof aggregate_query>

async function count(stac: Stac, caller: Caller, query: AggregateQuery, collection: string | undefined) {
  if (collection !== undefined) await stac.collection(caller.contract_id, collection)
  const search = searchOf({ ...query, ...(collection && { collections: [collection] }) }, '?')
  const { aggregations = ['total_count'], datetime_frequency_interval } = query
  return stac.aggregate(caller.contract_id, search, aggregations, datetime_frequency_interval)
}

const linksOf = ({ address }: StacApi, url: string) => [
  { rel: 'self', type: json, href: address.public_url + url },
  address.rootLink(),
]
