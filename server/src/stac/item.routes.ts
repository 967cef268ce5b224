import { StacItem, StacItems } from '@swath/contract/stac'
import { z } from 'zod'
import { Representation } from '../answers/etag.ts'
import { answer, type StacApi } from './api.ts'
import { geojson } from './links.ts'
import { collectionLink, linksOfGet, pageOf } from './pages.ts'
import { items_query } from './parameters.ts'
import { inCollection, searchOf } from './search.ts'

export function itemRoutes(api: StacApi) {
  const { routes, stac, previews, address } = api
  routes.add({
    ...api.get('/collections/{collection}/items', 'listItems', 'The items of a collection'),
    is_kept: () => previews.untilWhen(),
    params: z.strictObject({ collection: z.string() }),
    query: items_query,
    answers: { 200: StacItems },
    media_type: geojson,
    handle: async ({ caller, params: { collection }, query, request }) => {
      const search = await searchOf(routes.shapes, inCollection(query, collection, '?'), '?')
      const page = await stac.search(caller.contract_id, search)
      // A collection that has items is there.
      if (page.items.length === 0) await stac.collection(caller.contract_id, collection)
      const links = [...linksOfGet(address, request.url, search, page), collectionLink(address, collection)]
      return answer(await api.documents(caller, pageOf(page, links, search.fields)), geojson)
    },
  })
  routes.add({
    ...api.get('/collections/{collection}/items/{item}', 'getItem', 'One item'),
    is_kept: () => previews.untilWhen(),
    params: z.strictObject({ collection: z.string(), item: z.string() }),
    answers: { 200: StacItem },
    media_type: geojson,
    handle: async ({ caller, params: { collection, item } }) => {
      const document = await stac.item(caller.contract_id, collection, item)
      const etag = previews.etagOf(address.documents(document))
      return new Representation(etag, await api.documents(caller, document), geojson)
    },
  })
}
