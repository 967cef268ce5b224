import { StacItems } from '@swath/contract/stac'
import { answer, type StacApi } from './api.ts'
import { searchAfter } from './continuation.ts'
import { geojson } from './links.ts'
import { linksOfGet, linksOfPost, pageOf } from './pages.ts'
import { next_query, search_body, search_query } from './parameters.ts'
import { searchOf } from './search.ts'

export function searchRoutes(api: StacApi) {
  const { routes, stac, previews, address } = api
  const answers = { answers: { 200: StacItems }, media_type: geojson }
  routes.add({
    ...api.get('/search', 'searchItems', 'Items of all collections'),
    ...answers,
    is_kept: () => previews.untilWhen(),
    query: search_query,
    handle: async ({ caller, query, request }) => {
      const search = searchOf(query, '?')
      const page = await stac.search(caller.contract_id, search)
      const text = pageOf(page, linksOfGet(address, request.url, search, page), search.fields)
      return answer(await api.documents(caller, text), geojson)
    },
  })
  routes.add({
    ...api.get('/search', 'searchItemsByPost', 'Items of all collections, for searches too long for a URL'),
    ...answers,
    method: 'POST',
    is_safe: true,
    query: next_query,
    body: search_body,
    errors: ['invalid_filter'],
    handle: async ({ caller, query, body, request }) => {
      const { input, repeated } = searchAfter(body, request.body, query.token)
      const search = searchOf(await routes.judge(input, '/'), '/')
      const page = await stac.search(caller.contract_id, search)
      const text = pageOf(page, linksOfPost(address, repeated, search, page), search.fields)
      return answer(await api.documents(caller, text), geojson)
    },
  })
}
