// Every page of the console: what is checked for accessibility and shown in docs/images/console.
import type { Page } from 'playwright-core'
import type { Business } from './furnish-business.ts'

export interface ConsolePage {
  /** Of the screenshot as well. */
  name: string
  /** Of what there is after `furnish`. */
  path: (furniture: Furniture) => string
  /** Who looks at it; null is nobody yet. */
  who: 'demo' | 'operator' | null
  /** Waits until it is all there. */
  ready: (page: Page) => Promise<void>
}

/** What a sandbox has in it when its pages are looked at. */
export interface Furniture extends Business {
  fulfilled: string
  /** That of its capture; the day is one of UTC. */
  pass: { capture_id: string; date: string }
}

const mapIsThere = async (page: Page) => {
  await page.locator('[data-ready]').first().waitFor()
}
const heading = (name: string) => (page: Page) => page.getByRole('heading', { level: 1, name }).waitFor()

export const pages: readonly ConsolePage[] = [
  { name: 'sign-in', who: null, path: () => '/console/sign-in', ready: heading('Sign in to Swath') },
  { name: 'map', who: 'demo', path: () => '/console/', ready: mapIsThere },
  {
    name: 'orders',
    who: 'demo',
    path: () => '/console/orders',
    ready: (page) => page.getByRole('table', { name: 'Orders' }).waitFor(),
  },
  {
    name: 'order',
    who: 'demo',
    path: ({ fulfilled }) => `/console/orders/${fulfilled}`,
    ready: async (page) => {
      await page.getByAltText('Preview of the L1D').waitFor()
      await mapIsThere(page)
    },
  },
  { name: 'new-order', who: 'demo', path: () => '/console/orders/new', ready: orderIsDrafted },
  {
    name: 'archive',
    who: 'demo',
    path: () => '/console/archive',
    ready: async (page) => {
      await page.getByRole('link', { name: 'Order', exact: true }).first().waitFor()
      await mapIsThere(page)
    },
  },
  {
    name: 'destinations',
    who: 'demo',
    path: () => '/console/destinations',
    ready: (page) => page.getByText('Verified', { exact: true }).waitFor(),
  },
  {
    name: 'new-destination',
    who: 'demo',
    path: () => '/console/destinations/new',
    ready: heading('New destination'),
  },
  {
    name: 'destination',
    who: 'demo',
    path: ({ destination_id }) => `/console/destinations/${destination_id}`,
    ready: (page) => page.getByRole('table', { name: 'Deliveries' }).waitFor(),
  },
  {
    name: 'edit-destination',
    who: 'demo',
    path: ({ destination_id }) => `/console/destinations/${destination_id}/edit`,
    ready: heading('Edit Imagery of the team'),
  },
  {
    name: 'deliveries',
    who: 'demo',
    path: () => '/console/deliveries',
    ready: (page) => page.getByRole('table', { name: 'Deliveries' }).waitFor(),
  },
  {
    name: 'delivery',
    who: 'demo',
    path: ({ delivery_id }) => `/console/deliveries/${delivery_id}`,
    ready: (page) => page.getByRole('table', { name: 'Attempts' }).waitFor(),
  },
  {
    name: 'webhooks',
    who: 'demo',
    path: () => '/console/webhooks',
    ready: (page) => page.getByRole('table', { name: 'Webhooks' }).waitFor(),
  },
  { name: 'new-webhook', who: 'demo', path: () => '/console/webhooks/new', ready: heading('New webhook') },
  {
    name: 'webhook',
    who: 'demo',
    path: ({ webhook_id }) => `/console/webhooks/${webhook_id}`,
    ready: (page) => page.getByRole('table', { name: 'Requests' }).waitFor(),
  },
  {
    name: 'edit-webhook',
    who: 'demo',
    path: ({ webhook_id }) => `/console/webhooks/${webhook_id}/edit`,
    ready: heading('Edit Planning system'),
  },
  {
    name: 'consumption',
    who: 'demo',
    path: () => '/console/consumption',
    ready: (page) => page.getByRole('table', { name: /Consumption by/ }).waitFor(),
  },
  {
    name: 'statements',
    who: 'demo',
    path: () => '/console/statements',
    ready: (page) => page.getByText('No statements yet').waitFor(),
  },
  {
    name: 'service-levels',
    who: 'demo',
    path: () => '/console/service-levels',
    ready: (page) => page.getByRole('table', { name: 'Service levels' }).waitFor(),
  },
  {
    name: 'order-desk',
    who: 'operator',
    path: () => '/console/desk',
    ready: (page) => page.getByRole('table', { name: 'Orders to approve' }).waitFor(),
  },
  {
    name: 'calendar',
    who: 'operator',
    path: ({ pass }) => `/console/calendar?date=${pass.date}&capture=${pass.capture_id}`,
    ready: (page) =>
      page.getByRole('heading', { level: 3, name: 'Port of Rotterdam, container terminals' }).waitFor(),
  },
  {
    name: 'calendar-week',
    who: 'operator',
    path: ({ pass }) => `/console/calendar?date=${pass.date}&view=week&as=table`,
    ready: (page) => page.getByRole('table', { name: 'Passes' }).waitFor(),
  },
  {
    name: 'dead-letters',
    who: 'operator',
    path: () => '/console/dead-letters',
    ready: (page) => page.getByText('No dead letters').waitFor(),
  },
  {
    name: 'operator-service-levels',
    who: 'operator',
    path: () => '/console/service-levels',
    ready: (page) => page.getByRole('table', { name: 'Service levels' }).waitFor(),
  },
  {
    name: 'credentials',
    who: 'demo',
    path: () => '/console/credentials',
    ready: (page) => page.getByRole('table', { name: 'Credentials' }).waitFor(),
  },
  {
    name: 'new-credential',
    who: 'demo',
    path: () => '/console/credentials/new',
    ready: heading('New credential'),
  },
  { name: 'profile', who: 'demo', path: () => '/console/profile', ready: heading('Profile') },
]

async function orderIsDrafted(page: Page) {
  await mapIsThere(page)
  await page.getByLabel('Place', { exact: true }).fill('51.95, 4.05')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /Place order · / }).waitFor()
  await page.getByText(/passes in the window/).waitFor()
}

/** An order for Rotterdam, with its price and passes. */
export async function drafted(page: Page) {
  await page.goto('/console/orders/new')
  await orderIsDrafted(page)
}
