import { StacSchema } from '@swath/contract/stac'
import { z } from 'zod'
import { answer, type StacApi } from './api.ts'
import { schema_type } from './links.ts'
import { columns, schemaOf, sortables } from './queryables.ts'

export function schemaRoutes(api: StacApi) {
  addSchema(api, '/queryables', 'Queryables', Object.keys(columns))
  addSchema(api, '/sortables', 'Sortables', Object.keys(sortables))
}

function addSchema(api: StacApi, path: string, title: string, names: string[]) {
  const { routes, stac, address } = api
  const shared = { is_kept: true as const, answers: { 200: StacSchema }, media_type: schema_type }
  routes.add({
    ...api.get(path, `get${title}`, `${title}: the properties, as a JSON Schema`),
    ...shared,
    handle: () => answer(schemaOf(names, address.to(path), title), schema_type),
  })
  routes.add({
    ...api.get(`/collections/{collection}${path}`, `getCollection${title}`, `${title} of one collection`),
    ...shared,
    params: z.strictObject({ collection: z.string() }),
    handle: async ({ caller, params }) => {
      const { collection } = await stac.collection(caller.contract_id, params.collection)
      const id = address.collection(collection) + path
      return answer(schemaOf(names, id, `${title} of ${collection}`), schema_type)
    },
  })
}
