import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  parseSearchWith,
  redirect,
  stringifySearchWith,
} from '@tanstack/react-router'
import { currentSession } from './data/session.ts'
import { SignInPage } from './pages/sign-in.tsx'
import { readArchiveSearch, readNewOrderSearch, readOrdersSearch } from './search.ts'
import { NotFound } from './shell/not-found.tsx'
import { Shell } from './shell/shell.tsx'
import { Failure, Loading } from './ui/states.tsx'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: ({ to }): { to?: string } => (typeof to === 'string' ? { to } : {}),
  component: SignInPage,
})

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: ({ location }) => {
    if (currentSession()) return
    throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { to: location.href } })
  },
  component: Shell,
})

// Each page is a file of its own, loaded when it is opened: only pages with a map load the map.
const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/map.tsx')),
})
const orders = createRoute({
  getParentRoute: () => signedIn,
  path: '/orders',
  validateSearch: readOrdersSearch,
  component: lazyRouteComponent(() => import('./pages/orders.tsx')),
})
const newOrder = createRoute({
  getParentRoute: () => signedIn,
  path: '/orders/new',
  validateSearch: readNewOrderSearch,
  component: lazyRouteComponent(() => import('./pages/new-order.tsx')),
})
const order = createRoute({
  getParentRoute: () => signedIn,
  path: '/orders/$order_id',
  component: lazyRouteComponent(() => import('./pages/order.tsx')),
})
const archive = createRoute({
  getParentRoute: () => signedIn,
  path: '/archive',
  validateSearch: readArchiveSearch,
  component: lazyRouteComponent(() => import('./pages/archive.tsx')),
})
const profile = createRoute({
  getParentRoute: () => signedIn,
  path: '/profile',
  component: lazyRouteComponent(() => import('./pages/profile.tsx')),
})

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    signedIn.addChildren([home, orders, newOrder, order, archive, profile]),
  ]),
  basepath: '/console',
  defaultPreload: 'intent',
  defaultPendingComponent: () => <Loading />,
  defaultErrorComponent: ({ error, reset }) => <Failure error={error} retry={reset} />,
  scrollRestoration: true,
  // Whatever stands in an address is text: `?clouds=20`, not `?clouds="20"`.
  parseSearch: parseSearchWith(String),
  stringifySearch: stringifySearchWith(String),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
