import { StacChildren, StacCollection, StacCollections } from '@swath/contract/stac'
import { z } from 'zod'
import { answer, type StacApi } from './api.ts'
import { answerCollections, collections_query } from './collection-search.ts'
import { renderCollection } from './collections.ts'
import { json } from './links.ts'

export function collectionRoutes(api: StacApi) {
  const { routes, stac, address } = api
  routes.add({
    ...api.get('/collections', 'listCollections', 'The collections of the contract'),
    is_kept: true,
    query: collections_query,
    answers: { 200: StacCollections },
    handle: async ({ caller, query, request }) =>
      answer(answerCollections(address, await stac.collections(caller.contract_id), query, request.url)),
  })
  routes.add({
    ...api.get('/children', 'listStacChildren', 'The collections, as children of the landing page'),
    is_kept: true,
    answers: { 200: StacChildren },
    handle: async ({ caller }) => {
      const rows = await stac.collections(caller.contract_id)
      const self = { rel: 'self', type: json, href: address.to('/children') }
      const parent = { rel: 'parent', type: json, href: address.root }
      const children = rows.map((row) => renderCollection(address, row))
      return answer({ children, links: [self, address.rootLink(), parent] })
    },
  })
  routes.add({
    ...api.get('/collections/{collection}', 'getCollection', 'One collection'),
    is_kept: true,
    params: z.strictObject({ collection: z.string() }),
    answers: { 200: StacCollection },
    handle: async ({ caller, params }) =>
      answer(renderCollection(address, await stac.collection(caller.contract_id, params.collection))),
  })
}
