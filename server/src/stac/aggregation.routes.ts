import { StacAggregationList, StacAggregations } from '@swath/contract/stac'
import { z } from 'zod'
import type { Caller } from '../access/auth.ts'
import { parameter } from '../http/parameter.ts'
import {
  type AggregationName,
  aggregation_list,
  aggregation_names,
  checkNames,
  intervals,
} from './aggregations.ts'
import { answer, type StacApi } from './api.ts'
import type { Where } from './filter.ts'
import { json } from './links.ts'
import { readNames, type SearchInput, searched_by_get, searched_by_post, withOnePlace } from './parameters.ts'
import { inCollection, searchOf } from './search.ts'
import type { Stac } from './service.ts'

const of_collection = z.strictObject({ collection: z.string() })

const names = { type: 'array', items: { type: 'string', enum: aggregation_names } }
const asked = {
  aggregations: parameter(names, (raw) => readAggregations(raw)) as z.ZodType<AggregationName[] | undefined>,
  datetime_frequency_interval: z.enum(intervals).default('month'),
}
const aggregate_query = withOnePlace(z.strictObject({ ...searched_by_get, ...asked }))
const aggregate_body = withOnePlace(z.strictObject({ ...searched_by_post, ...asked }))
  // No body asks for everything. Only what has been read knows that all of it is optional.
  .prefault({} as never)
  .meta({ id: 'StacAggregation' })
type AggregateInput = SearchInput & z.infer<typeof aggregate_query>

function readAggregations(raw: unknown): AggregationName[] | undefined {
  const names = readNames(raw)
  if (names === undefined) return undefined
  checkNames(names)
  return names
}

/** Counts items, in all and by their properties. */
export function aggregationRoutes(api: StacApi) {
  for (const path of ['', '/collections/{collection}'] as const) {
    addList(api, path)
    addCounts(api, path)
  }
}

type Path = '' | '/collections/{collection}'
/** In the names of operations. */
const named = (path: Path) => (path === '' ? '' : 'Collection')
const paramsOf = (path: Path) => (path === '' ? {} : { params: of_collection })
type Params = Partial<z.infer<typeof of_collection>>

function addList(api: StacApi, path: Path) {
  const { routes, stac } = api
  routes.add({
    ...api.get(`${path}/aggregations`, `list${named(path)}Aggregations`, 'What can be counted'),
    ...paramsOf(path),
    is_kept: true,
    answers: { 200: StacAggregationList },
    handle: async ({ caller, params, request }) => {
      await requireCollection(stac, caller, params as Params)
      return answer({ aggregations: aggregation_list, links: linksOf(api, request.url) })
    },
  })
}

function addCounts(api: StacApi, path: Path) {
  const { routes } = api
  const shared = { ...paramsOf(path), answers: { 200: StacAggregations } }
  const summary = 'Count the items of a search'
  routes.add({
    ...api.get(`${path}/aggregate`, `aggregate${named(path)}Items`, summary),
    ...shared,
    is_kept: true,
    query: aggregate_query,
    handle: ({ caller, params, query, request }) => count(api, caller, params, query, '?', request.url),
  })
  routes.add({
    ...api.get(`${path}/aggregate`, `aggregate${named(path)}ItemsByPost`, `${summary} too long for a URL`),
    ...shared,
    method: 'POST',
    is_safe: true,
    body: aggregate_body,
    errors: ['invalid_filter'],
    handle: ({ caller, params, body, request }) => count(api, caller, params, body, '/', request.url),
  })
}

async function count(
  api: StacApi,
  caller: Caller,
  params: Params,
  input: AggregateInput,
  where: Where,
  url: string,
) {
  await requireCollection(api.stac, caller, params)
  const { collection } = params
  const asked = collection ? inCollection(input, collection, where) : input
  const search = await searchOf(api.routes.shapes, asked, where)
  const { aggregations = ['total_count'], datetime_frequency_interval } = input
  const counted = await api.stac.aggregate(
    caller.contract_id,
    search,
    aggregations,
    datetime_frequency_interval,
  )
  return answer({ type: 'AggregationCollection', aggregations: counted, links: linksOf(api, url) })
}

/** @throws SwathError `not_found` */
async function requireCollection(stac: Stac, caller: Caller, { collection }: Params) {
  if (collection !== undefined) await stac.collection(caller.contract_id, collection)
}

const linksOf = ({ address }: StacApi, url: string) => [
  { rel: 'self', type: json, href: address.here(url) },
  address.rootLink(),
]
