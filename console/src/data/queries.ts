import type { SwathClient } from '@swath/client/client'
import { isPlaceName } from '@swath/places/place-name'
import { keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query'
import { visitor } from './session.ts'

/**
 * Every query of the console, by name. Keys begin with the noun, so that an event about an order can say what has
 * become old (live.ts); a change of contract or of credential empties the whole cache.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // The SDK has repeated by then what is worth repeating.
      retry: false,
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
})

export const signInQuery = () =>
  queryOptions({
    queryKey: ['sign-in'],
    queryFn: ({ signal }) => visitor.options({ signal }),
    staleTime: 0, // Who has signed out meanwhile is asked anew.
    gcTime: 0,
  })

export const accountQuery = (swath: SwathClient) =>
  queryOptions({
    queryKey: ['account', 'own'],
    queryFn: ({ signal }) => swath.account.get({ signal }),
  })

/** Cities of a name; there is nobody to ask for a text that is none. */
export const citiesQuery = (swath: SwathClient, name: string) =>
  queryOptions({
    queryKey: ['cities', name],
    queryFn: async ({ signal }) => {
      const found = await swath.places.find(name, { limit: 20, signal })
      return found.filter(({ kind }) => kind === 'city').slice(0, 6)
    },
    enabled: isPlaceName(name),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** The kept areas of which the name, or its project, has these words; the first ones where there are none. */
export const suggestedAreasQuery = (swath: SwathClient, words: string | undefined) =>
  queryOptions({
    queryKey: ['areas', 'suggested', words],
    queryFn: ({ signal }) => swath.areas.list({ query: words || undefined, limit: 6 }, { signal }).all(6),
    enabled: words !== undefined && (words === '' || isPlaceName(words)) && words.split(/\s+/).length <= 10,
  })

export const areasNamedQuery = (swath: SwathClient, area_name: string) =>
  queryOptions({
    queryKey: ['areas', 'named', area_name],
    queryFn: ({ signal }) => swath.areas.list({ area_name, limit: 1 }, { signal }).all(1),
  })

/** The most that the server tells at once. */
const whole_page = 1000

export const factorsQuery = (swath: SwathClient) =>
  queryOptions({
    queryKey: ['account', 'factors'],
    queryFn: ({ signal }) => swath.account.factors.get({ signal }),
  })

export const organisationsQuery = (swath: SwathClient) =>
  queryOptions({
    queryKey: ['organisations'],
    queryFn: ({ signal }) => swath.admin.organisations({ signal }).all(),
  })

export const productsQuery = (swath: SwathClient) =>
  queryOptions({
    queryKey: ['products'],
    queryFn: ({ signal }) => swath.products.list({ signal }).all(),
    staleTime: 300_000,
  })

export const projectsQuery = (swath: SwathClient) =>
  queryOptions({
    queryKey: ['projects'],
    queryFn: ({ signal }) => swath.projects.list({ limit: whole_page }, { signal }).all(),
  })

export const orderQuery = (swath: SwathClient, order_id: string) =>
  queryOptions({
    queryKey: ['orders', 'one', order_id],
    queryFn: ({ signal }) => swath.orders.get(order_id, { signal }),
  })

export const timelineQuery = (swath: SwathClient, order_id: string) =>
  queryOptions({
    queryKey: ['orders', 'timeline', order_id],
    queryFn: ({ signal }) => swath.orders.timeline(order_id, { signal }),
  })

/** The newest events of an order, the oldest first, and how many there are. */
export const orderEventsQuery = (swath: SwathClient, order_id: string) =>
  queryOptions({
    queryKey: ['orders', 'events', order_id],
    queryFn: async ({ signal }) => {
      const asked = { limit: whole_page, signal }
      const first = await swath.orders.events(order_id, asked).page()
      const count = first.count ?? first.items.length
      if (count <= whole_page) return { events: first.items, count }
      const newest = await swath.orders.events(order_id, { ...asked, offset: count - whole_page }).page()
      return { events: newest.items, count }
    },
  })

export const orderCapturesQuery = (swath: SwathClient, order_id: string) =>
  queryOptions({
    queryKey: ['captures', 'order', order_id],
    queryFn: ({ signal }) => swath.orders.captures(order_id, { limit: whole_page }, { signal }).all(),
  })

export const orderDeliverablesQuery = (swath: SwathClient, order_id: string) =>
  queryOptions({
    queryKey: ['deliverables', 'order', order_id],
    queryFn: ({ signal }) => swath.orders.deliverables(order_id, { limit: whole_page }, { signal }).all(),
  })

export const deliverableQuery = (swath: SwathClient, deliverable_id: string) =>
  queryOptions({
    queryKey: ['deliverables', 'one', deliverable_id],
    queryFn: ({ signal }) => swath.deliverables.get(deliverable_id, { signal }),
  })

/** The STAC item among the files of a deliverable. */
export const metadataQuery = (swath: SwathClient, deliverable_id: string) =>
  queryOptions({
    queryKey: ['metadata', deliverable_id],
    queryFn: async ({ signal }) => {
      const file = await swath.deliverables.openFile(deliverable_id, 'metadata', { signal })
      return (await file.json()) as { properties?: Record<string, unknown> }
    },
    staleTime: Number.POSITIVE_INFINITY,
  })

export const itemQuery = (swath: SwathClient, collection: string, item: string) =>
  queryOptions({
    queryKey: ['items', 'one', collection, item],
    queryFn: ({ signal }) => swath.stac.item(collection, item, { signal }),
  })

export const keepLast = { placeholderData: keepPreviousData }

export const destinationsQuery = (swath: SwathClient) =>
  queryOptions({
    queryKey: ['destinations', 'list'],
    queryFn: ({ signal }) => swath.destinations.list({ signal }).all(),
  })

export const destinationQuery = (swath: SwathClient, destination_id: string) =>
  queryOptions({
    queryKey: ['destinations', 'one', destination_id],
    queryFn: ({ signal }) => swath.destinations.get(destination_id, { signal }),
  })

export const webhookQuery = (swath: SwathClient, webhook_id: string) =>
  queryOptions({
    queryKey: ['webhooks', 'one', webhook_id],
    queryFn: ({ signal }) => swath.webhooks.get(webhook_id, { signal }),
  })

export const ownCredentialQuery = (swath: SwathClient) =>
  queryOptions({
    queryKey: ['credentials', 'own'],
    queryFn: ({ signal }) => swath.credentials.own({ signal }),
  })

export const contractQuery = (swath: SwathClient, contract_id: string) =>
  queryOptions({
    queryKey: ['contracts', 'one', contract_id],
    queryFn: ({ signal }) => swath.admin.contract(contract_id, { signal }),
  })

export const skusQuery = (swath: SwathClient, contract_id: string) =>
  queryOptions({
    queryKey: ['contracts', 'skus', contract_id],
    queryFn: ({ signal }) => swath.admin.skus(contract_id, { signal }).all(),
  })

export const allContractsQuery = (swath: SwathClient) =>
  queryOptions({
    queryKey: ['contracts', 'every'],
    queryFn: ({ signal }) => swath.admin.contracts({ signal }).all(),
  })

export const restrictedAreaQuery = (swath: SwathClient, area_id: string) =>
  queryOptions({
    queryKey: ['restricted_areas', 'one', area_id],
    queryFn: ({ signal }) => swath.restrictedAreas.get(area_id, { signal }),
  })

export const oddsReliabilityQuery = (swath: SwathClient) =>
  queryOptions({
    queryKey: ['odds', 'reliability'],
    queryFn: ({ signal }) => swath.desk.oddsReliability({}, { signal }),
  })

export const providerFiguresQuery = (swath: SwathClient, name: string) =>
  queryOptions({
    queryKey: ['providers', 'figures', name],
    queryFn: ({ signal }) => swath.providers.figures(name, {}, { signal }),
  })

export const providerElementsQuery = (swath: SwathClient, name: string) =>
  queryOptions({
    queryKey: ['providers', 'elements', name],
    queryFn: ({ signal }) => swath.providers.elements(name, { signal }),
  })

export const providerQuery = (swath: SwathClient, name: string) =>
  queryOptions({
    queryKey: ['providers', 'one', name],
    queryFn: ({ signal }) => swath.providers.get(name, { signal }),
  })
