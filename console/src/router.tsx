import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  parseSearchWith,
  redirect,
  stringifySearchWith,
} from '@tanstack/react-router'
import { path_prefix } from './data/path-prefix.ts'
import { chooseContract, currentSession } from './data/session.ts'
import {
  readArchiveSearch,
  readAuditSearch,
  readCalendarSearch,
  readConsumptionSearch,
  readDeliveriesSearch,
  readFindSearch,
  readImageSearch,
  readMapSearch,
  readNewOrderSearch,
  readOrdersSearch,
} from './search.ts'
import { lazyPart, loadAgain } from './shell/lazy-part.ts'
import { NotFound } from './shell/not-found.tsx'
import { Shell } from './shell/shell.tsx'
import { wayBackTo } from './shell/way-back.ts'
import { Failure, Loading } from './ui/states.tsx'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: ({ to }): { to?: string } => (typeof to === 'string' ? { to } : {}),
  component: lazyPart(() => import('./pages/sign-in.tsx')),
})

// Links of mails, and of whoever invites, lead here: nobody has signed in yet.
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyPart(() => import('./pages/invitation.tsx')),
})
const singleSignOn = createRoute({
  getParentRoute: () => root,
  path: '/single-sign-on',
  component: lazyPart(() => import('./pages/single-sign-on.tsx')),
})
const forgotten = createRoute({
  getParentRoute: () => root,
  path: '/forgotten',
  component: lazyPart(() => import('./pages/forgotten.tsx')),
})
const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: lazyPart(() => import('./pages/reset.tsx')),
})

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: ({ location }) => {
    const session = currentSession()
    if (!session) throw redirect({ to: '/sign-in', search: wayBackTo(location) })
    // Mails lead to the page of an order in its contract, which need not be the one that is looked at.
    const { contract, ...search } = location.search as { contract?: string }
    if (contract === undefined) return
    if (session.contracts.some(({ contract_id }) => contract_id === contract)) chooseContract(contract)
    throw redirect({ to: location.pathname, search, replace: true })
  },
  component: Shell,
})

// Each page is a file of its own, loaded when it is opened: only pages with a map load the map.
const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  validateSearch: readMapSearch,
  // The map is of a contract, and an operator has none.
  beforeLoad: () => {
    if (currentSession()?.role === 'operator') throw redirect({ to: '/desk' })
  },
  component: lazyPart(() => import('./pages/map.tsx')),
})
const orders = createRoute({
  getParentRoute: () => signedIn,
  path: '/orders',
  validateSearch: readOrdersSearch,
  component: lazyPart(() => import('./pages/orders.tsx')),
})
const newOrder = createRoute({
  getParentRoute: () => signedIn,
  path: '/orders/new',
  validateSearch: readNewOrderSearch,
  component: lazyPart(() => import('./pages/new-order.tsx')),
})
const order = createRoute({
  getParentRoute: () => signedIn,
  path: '/orders/$order_id',
  component: lazyPart(() => import('./pages/order.tsx')),
})
const image = createRoute({
  getParentRoute: () => signedIn,
  path: '/images/$deliverable_id',
  validateSearch: readImageSearch,
  component: lazyPart(() => import('./pages/image.tsx')),
})
const archive = createRoute({
  getParentRoute: () => signedIn,
  path: '/archive',
  validateSearch: readArchiveSearch,
  component: lazyPart(() => import('./pages/archive.tsx')),
})
const archiveImage = createRoute({
  getParentRoute: () => signedIn,
  path: '/archive/$collection/$item',
  component: lazyPart(() => import('./pages/archive-image.tsx')),
})
const areas = createRoute({
  getParentRoute: () => signedIn,
  path: '/areas',
  component: lazyPart(() => import('./pages/areas.tsx')),
})
const destinations = createRoute({
  getParentRoute: () => signedIn,
  path: '/destinations',
  component: lazyPart(() => import('./pages/destinations.tsx')),
})
const newDestination = createRoute({
  getParentRoute: () => signedIn,
  path: '/destinations/new',
  component: lazyPart(() => import('./pages/new-destination.tsx')),
})
const destination = createRoute({
  getParentRoute: () => signedIn,
  path: '/destinations/$destination_id',
  component: lazyPart(() => import('./pages/destination.tsx')),
})
const editDestination = createRoute({
  getParentRoute: () => signedIn,
  path: '/destinations/$destination_id/edit',
  component: lazyPart(() => import('./pages/edit-destination.tsx')),
})
const deliveries = createRoute({
  getParentRoute: () => signedIn,
  path: '/deliveries',
  validateSearch: readDeliveriesSearch,
  component: lazyPart(() => import('./pages/deliveries.tsx')),
})
const delivery = createRoute({
  getParentRoute: () => signedIn,
  path: '/deliveries/$delivery_id',
  component: lazyPart(() => import('./pages/delivery.tsx')),
})
const webhooks = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks',
  component: lazyPart(() => import('./pages/webhooks.tsx')),
})
const newWebhook = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks/new',
  component: lazyPart(() => import('./pages/new-webhook.tsx')),
})
const webhook = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks/$webhook_id',
  component: lazyPart(() => import('./pages/webhook.tsx')),
})
const editWebhook = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks/$webhook_id/edit',
  component: lazyPart(() => import('./pages/edit-webhook.tsx')),
})
const consumption = createRoute({
  getParentRoute: () => signedIn,
  path: '/consumption',
  validateSearch: readConsumptionSearch,
  component: lazyPart(() => import('./pages/consumption.tsx')),
})
const statements = createRoute({
  getParentRoute: () => signedIn,
  path: '/statements',
  component: lazyPart(() => import('./pages/statements.tsx')),
})
const statement = createRoute({
  getParentRoute: () => signedIn,
  path: '/statements/$statement_id',
  component: lazyPart(() => import('./pages/statement.tsx')),
})
const serviceLevels = createRoute({
  getParentRoute: () => signedIn,
  path: '/service-levels',
  component: lazyPart(() => import('./pages/service-levels.tsx')),
})
const find = createRoute({
  getParentRoute: () => signedIn,
  path: '/find',
  validateSearch: readFindSearch,
  component: lazyPart(() => import('./pages/find.tsx')),
})
const desk = createRoute({
  getParentRoute: () => signedIn,
  path: '/desk',
  component: lazyPart(() => import('./pages/desk.tsx')),
})
const approvals = createRoute({
  getParentRoute: () => signedIn,
  path: '/approvals',
  component: lazyPart(() => import('./pages/approvals.tsx')),
})
const calendar = createRoute({
  getParentRoute: () => signedIn,
  path: '/calendar',
  validateSearch: readCalendarSearch,
  component: lazyPart(() => import('./pages/calendar.tsx')),
})
const deadLetters = createRoute({
  getParentRoute: () => signedIn,
  path: '/dead-letters',
  component: lazyPart(() => import('./pages/dead-letters.tsx')),
})
const contracts = createRoute({
  getParentRoute: () => signedIn,
  path: '/contracts',
  component: lazyPart(() => import('./pages/contracts.tsx')),
})
const contract = createRoute({
  getParentRoute: () => signedIn,
  path: '/contracts/$contract_id',
  component: lazyPart(() => import('./pages/contract.tsx')),
})
const contractSku = createRoute({
  getParentRoute: () => signedIn,
  path: '/contracts/$contract_id/skus/$sku',
  component: lazyPart(() => import('./pages/contract-sku.tsx')),
})
const restrictedAreas = createRoute({
  getParentRoute: () => signedIn,
  path: '/restricted-areas',
  component: lazyPart(() => import('./pages/restricted-areas.tsx')),
})
const restrictedArea = createRoute({
  getParentRoute: () => signedIn,
  path: '/restricted-areas/$area_id',
  component: lazyPart(() => import('./pages/restricted-area.tsx')),
})
const providers = createRoute({
  getParentRoute: () => signedIn,
  path: '/providers',
  component: lazyPart(() => import('./pages/providers.tsx')),
})
// Any name is one that a provider may have, and any SKU one of a rule: what is new has a path of its own.
const newProvider = createRoute({
  getParentRoute: () => signedIn,
  path: '/new-provider',
  component: lazyPart(() => import('./pages/new-provider.tsx')),
})
const provider = createRoute({
  getParentRoute: () => signedIn,
  path: '/providers/$name',
  component: lazyPart(() => import('./pages/provider.tsx')),
})
const newProviderSku = createRoute({
  getParentRoute: () => signedIn,
  path: '/providers/$name/new-sku',
  component: lazyPart(() => import('./pages/new-provider-sku.tsx')),
})
const providerSku = createRoute({
  getParentRoute: () => signedIn,
  path: '/providers/$name/skus/$sku',
  component: lazyPart(() => import('./pages/provider-sku.tsx')),
})
const setup = createRoute({
  getParentRoute: () => signedIn,
  path: '/setup',
  component: lazyPart(() => import('./pages/setup.tsx')),
})
const credentials = createRoute({
  getParentRoute: () => signedIn,
  path: '/credentials',
  component: lazyPart(() => import('./pages/credentials.tsx')),
})
const newCredential = createRoute({
  getParentRoute: () => signedIn,
  path: '/credentials/new',
  component: lazyPart(() => import('./pages/new-credential.tsx')),
})
const people = createRoute({
  getParentRoute: () => signedIn,
  path: '/people',
  component: lazyPart(() => import('./pages/people.tsx')),
})
const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyPart(() => import('./pages/audit.tsx')),
})
const support = createRoute({
  getParentRoute: () => signedIn,
  path: '/support',
  component: lazyPart(() => import('./pages/support.tsx')),
})
const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: lazyPart(() => import('./pages/account.tsx')),
})
const profile = createRoute({
  getParentRoute: () => signedIn,
  path: '/profile',
  component: lazyPart(() => import('./pages/profile.tsx')),
})

export const router = createRouter({
  routeTree: root.addChildren([
    ...[signIn, invitation, singleSignOn, forgotten, reset],
    signedIn.addChildren([
      ...[home, orders, newOrder, order, image, approvals, archive, archiveImage, areas, profile],
      ...[destinations, newDestination, destination, editDestination, deliveries, delivery],
      ...[webhooks, newWebhook, webhook, editWebhook],
      ...[consumption, statements, statement, serviceLevels],
      ...[desk, find, calendar, deadLetters],
      ...[contracts, contract, contractSku, restrictedAreas, restrictedArea, setup],
      ...[providers, newProvider, provider, newProviderSku, providerSku],
      ...[credentials, newCredential, people, account, audit, support],
    ]),
  ]),
  basepath: `${path_prefix}/console`,
  defaultPreload: 'intent',
  defaultPendingComponent: () => <Loading />,
  defaultErrorComponent: ({ error, reset }) => (
    <Failure error={error} retry={() => void loadAgain(error).then(reset)} />
  ),
  scrollRestoration: true,
  // Every value in an address is text: `?clouds=20`, not `?clouds="20"`.
  parseSearch: parseSearchWith(String),
  stringifySearch: stringifySearchWith(String),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
