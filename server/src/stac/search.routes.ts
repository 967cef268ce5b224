import { StacItems } from '@swath/contract/stac'
import { answer, type StacApi } from './api.ts'
import { searchAfter } from './continuation.ts'
import { geojson } from './links.ts'
import { linksOfGet, linksOfPost, pageOf } from './pages.ts'
import { next_query, search_body, search_query } from './parameters.ts'
import { searchOf } from './search.ts'

export function searchRoutes(api: StacApi) {
  const { routes, stac, previews, address } = api
  routes.add({
    ...api.get('/search', 'searchItems', 'Items of all collections'),
    answers: { 200: StacItems },
    media_type: geojson,
    is_kept: () => previews.untilWhen(),
    query: search_query,
    handle: async ({ caller, query, request }) => {
      const search = await searchOf(routes.shapes, query, '?')
      const page = await stac.search(caller.contract_id, search)
      const text = pageOf(page, linksOfGet(address, request.url, search, page), search.fields)
      return answer(await api.documents(caller, text), geojson)
    },
  })
  const summary = 'Items of all collections, for searches too long for a URL'
  searchByPost(api, address.to('/search'), {
    ...api.get('/search', 'searchItemsByPost', summary),
    method: 'POST',
  })
}

/** Clients of the v2 API ask here; what they find links to the archive. */
export function v2SearchRoute(api: StacApi, public_url: string) {
  const path = '/v2/archive/search'
  const summary = 'Items of all collections, as POST /archive/stac/search answers them'
  searchByPost(api, public_url + path, {
    ...api.get('/search', 'searchArchive', summary),
    path,
    operation: 'searchArchive',
    method: 'POST',
  })
}

type Place = Omit<ReturnType<StacApi['get']>, 'method'> & { method: 'POST' }

function searchByPost(api: StacApi, here: string, place: Place) {
  const { routes, stac, address } = api
  routes.add({
    ...place,
    answers: { 200: StacItems },
    media_type: geojson,
    is_safe: true,
    query: next_query,
    body: search_body,
    errors: ['invalid_filter'],
    handle: async ({ caller, query, body, request }) => {
      const { input, repeated } = searchAfter(body, request.body, query.token)
      const search = await searchOf(routes.shapes, await routes.judge(input, '/'), '/')
      const page = await stac.search(caller.contract_id, search)
      const text = pageOf(page, linksOfPost(address, here, repeated, search, page), search.fields)
      return answer(await api.documents(caller, text), geojson)
    },
  })
}
