import { StacConformance, StacLanding } from '@swath/contract/stac'
import type { Caller } from '../access/auth.ts'
import { answer, type StacApi } from './api.ts'
import { conforms_to } from './conformance.ts'
import { landingPage } from './landing.ts'

export function landingRoutes(api: StacApi) {
  const { routes, stac, address } = api
  routes.add({
    ...api.get('', 'getStacLanding', 'Where STAC clients start; with a token, it links to the collections'),
    access: 'public',
    knows_caller: true,
    scope: 'read',
    answers: { 200: StacLanding },
    handle: async ({ caller }: { caller: Caller | undefined }) =>
      answer(landingPage(address, caller ? await stac.collections(caller.contract_id) : [])),
  })
  routes.add({
    ...api.get('/conformance', 'getStacConformance', 'What the API conforms to'),
    access: 'public',
    answers: { 200: StacConformance },
    handle: () => answer({ conformsTo: conforms_to }),
  })
}
