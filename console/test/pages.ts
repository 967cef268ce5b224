// Every page of the console: what is checked for accessibility, and what pictures can be taken of.
import type { Page } from 'playwright-core'
import { demo_contracts } from '../../server/src/contracts/demo.ts'
import type { Business } from './furnish-business.ts'

export interface ConsolePage {
  /** The name of the page, and of its screenshot. */
  name: string
  /** The path, which may name what `furnish` has made. */
  path: (furniture: Furniture) => string
  /** The user who looks at it; null is nobody yet. */
  who: 'demo' | 'operator' | null
  /** Waits until it is all there. */
  ready: (page: Page) => Promise<void>
}

/** The content of a sandbox when its pages are looked at. */
export interface Furniture extends Business {
  fulfilled: string
  /** The best deliverable of it. */
  deliverable_id: string
  /** That of its capture; the day is one of UTC. */
  pass: { capture_id: string; date: string }
}

const mapIsThere = async (page: Page) => {
  await page.locator('[data-ready]').first().waitFor()
}
const imageIsThere = (page: Page) =>
  page.locator('[data-ready]').getByRole('button', { name: '1:1' }).waitFor()
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
  {
    name: 'image',
    who: 'demo',
    path: ({ deliverable_id }) => `/console/images/${deliverable_id}?clouds=on`,
    ready: imageIsThere,
  },
  {
    name: 'approvals',
    who: 'demo',
    path: () => '/console/approvals',
    ready: (page) => page.getByRole('button', { name: 'Approve' }).waitFor(),
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
    name: 'audit',
    who: 'demo',
    path: () => '/console/audit',
    ready: (page) => page.getByRole('table', { name: 'Audit' }).waitFor(),
  },
  {
    name: 'support',
    who: 'operator',
    path: () => '/console/support',
    ready: (page) => page.getByRole('table', { name: 'Contracts' }).waitFor(),
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
    name: 'areas',
    who: 'demo',
    path: () => '/console/areas',
    ready: async (page) => {
      await page.getByRole('table', { name: 'Areas' }).waitFor()
      await mapIsThere(page)
    },
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
    ready: (page) => page.getByRole('table', { name: 'Statements' }).waitFor(),
  },
  {
    name: 'statement',
    who: 'demo',
    path: ({ statement_id }) => `/console/statements/${statement_id}`,
    ready: (page) => page.getByRole('table', { name: /Lines/ }).waitFor(),
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
    name: 'find',
    who: 'operator',
    path: () => '/console/find?q=Rotterdam',
    ready: (page) => page.getByRole('table', { name: 'Found' }).waitFor(),
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
    name: 'contracts',
    who: 'operator',
    path: () => '/console/contracts',
    ready: (page) => page.getByRole('table', { name: 'Contracts' }).waitFor(),
  },
  {
    name: 'contract',
    who: 'operator',
    path: () => `/console/contracts/${demo_contracts.demo}`,
    ready: async (page) => {
      await page.getByRole('table', { name: 'SKUs' }).waitFor()
      await page.getByRole('table', { name: 'Quotas' }).waitFor()
    },
  },
  {
    name: 'terms',
    who: 'operator',
    path: () => `/console/contracts/${demo_contracts.demo}/skus/TSKPOI-M`,
    ready: async (page) => {
      await page.getByRole('textbox', { name: /^Price/ }).fill('9')
      await page.getByRole('button', { name: 'Show what changes' }).click()
      await page.getByRole('table', { name: 'What changes' }).waitFor()
    },
  },
  {
    name: 'restricted-area',
    who: 'operator',
    path: () => '/console/restricted-areas',
    ready: async (page) => {
      await page.getByRole('table', { name: 'Restricted areas' }).getByRole('link').first().click()
      await page.getByRole('heading', { level: 2, name: 'What holds there' }).waitFor()
      await mapIsThere(page)
    },
  },
  {
    name: 'restricted-areas',
    who: 'operator',
    path: () => '/console/restricted-areas',
    ready: (page) => page.getByRole('table', { name: 'Restricted areas' }).waitFor(),
  },
  {
    name: 'setup',
    who: 'operator',
    path: () => '/console/setup',
    ready: async (page) => {
      await heading('Set-up')(page)
      await page.locator('input[type=file]').setInputFiles({
        name: 'setup.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify(a_setup)),
      })
      await page.getByRole('button', { name: 'Apply 2 changes' }).waitFor()
    },
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

/** Pages that other tests look at, for pictures. */
export const pictured: readonly ConsolePage[] = [
  {
    name: 'image-compared',
    who: 'demo',
    path: ({ deliverable_id }) => `/console/images/${deliverable_id}?look=ndvi`,
    ready: async (page) => {
      await imageIsThere(page)
      await page.getByRole('tab', { name: 'Compare' }).click()
      await page.getByRole('combobox', { name: 'Compare with' }).click()
      await page.getByRole('option', { name: /^L1B/ }).click()
      await page.getByRole('slider', { name: 'The line between the images' }).waitFor()
      await imageIsThere(page)
    },
  },
  {
    name: 'archive-image',
    who: 'demo',
    path: () => '/console/archive',
    ready: async (page) => {
      await page.getByRole('link', { name: 'View' }).first().click()
      await imageIsThere(page)
      await page.getByText('What is in view').click()
      await page.getByRole('button', { name: 'Zoom in' }).click()
      await page.getByText('If everything is delivered').waitFor()
    },
  },
  {
    name: 'providers',
    who: 'operator',
    path: () => '/console/providers',
    ready: (page) => page.getByRole('table', { name: 'Providers' }).getByText('Answering').waitFor(),
  },
  {
    name: 'provider',
    who: 'operator',
    path: () => '/console/providers/simulator',
    ready: (page) => page.getByText('What it can do').waitFor(),
  },
]

/** Pages after something was pressed, or went wrong. They are checked, too. */
export const moments: readonly ConsolePage[] = [
  {
    name: 'failed delivery',
    who: 'demo',
    path: ({ failed_delivery_id }) => `/console/deliveries/${failed_delivery_id}`,
    // The page follows the delivery until it has been given up.
    ready: (page) => page.getByRole('button', { name: 'Try again' }).waitFor(),
  },
  {
    name: 'cancel an order',
    who: 'demo',
    path: ({ awaiting }) => `/console/orders/${awaiting}`,
    ready: pressed('Cancel order', 'dialog'),
  },
  {
    name: 'reject a deliverable',
    who: 'demo',
    path: ({ fulfilled }) => `/console/orders/${fulfilled}`,
    ready: pressed('Reject the L1D', 'dialog'),
  },
  {
    name: 'files of a deliverable',
    who: 'demo',
    path: ({ fulfilled }) => `/console/orders/${fulfilled}`,
    ready: pressed('Files of L1D', 'menu'),
  },
  {
    name: 'send a deliverable',
    who: 'demo',
    path: ({ fulfilled }) => `/console/orders/${fulfilled}`,
    ready: pressed('Send L1B to a destination', 'menu'),
  },
  {
    name: 'delete a destination',
    who: 'demo',
    path: ({ destination_id }) => `/console/destinations/${destination_id}`,
    ready: pressed('Delete', 'dialog'),
  },
  {
    name: 'test a webhook',
    who: 'demo',
    path: ({ webhook_id }) => `/console/webhooks/${webhook_id}`,
    ready: pressed('Send a test', 'dialog'),
  },
  {
    name: 'rotate a secret',
    who: 'demo',
    path: ({ webhook_id }) => `/console/webhooks/${webhook_id}`,
    ready: pressed('New secret', 'dialog'),
  },
  {
    name: 'choose what is sent again',
    who: 'demo',
    path: ({ webhook_id }) => `/console/webhooks/${webhook_id}`,
    ready: pressed(/^From \(UTC\)/, 'dialog'),
  },
  {
    name: 'revoke a credential',
    who: 'demo',
    path: () => '/console/credentials',
    ready: pressed('Revoke', 'dialog'),
  },
  {
    name: 'limit a credential',
    who: 'demo',
    path: () => '/console/credentials',
    ready: pressed('Limit', 'dialog'),
  },
  {
    name: 'replace the secret of a credential',
    who: 'demo',
    path: () => '/console/credentials',
    ready: pressed('New secret', 'dialog'),
  },
  {
    name: 'a destination is refused',
    who: 'demo',
    path: () => '/console/destinations/new',
    ready: async (page) => {
      await page.getByRole('radio', { name: /Folder of the server/ }).check({ force: true })
      await page.getByRole('textbox', { name: 'Name' }).fill('Elsewhere')
      await page.getByRole('textbox', { name: 'Folder' }).fill('../elsewhere')
      await page.getByRole('button', { name: 'Create destination' }).click()
      await page.getByText('Not created').waitFor()
    },
  },
  {
    name: 'a webhook is refused',
    who: 'demo',
    path: () => '/console/webhooks/new',
    ready: async (page) => {
      await page.getByLabel('Address').fill('http://10.0.0.1/')
      await page.getByRole('button', { name: 'Create webhook' }).click()
      await page.getByText('Not created').waitFor()
    },
  },
  {
    name: 'approve an order',
    who: 'operator',
    path: () => '/console/desk',
    ready: pressed('Approve', 'dialog'),
  },
  {
    name: 'suspend a contract',
    who: 'operator',
    path: () => '/console/contracts',
    ready: pressed('Suspend', 'dialog'),
  },
  {
    name: 'make a customer',
    who: 'operator',
    path: () => '/console/contracts',
    ready: pressed('New customer', 'dialog'),
  },
  {
    name: 'make a contract',
    who: 'operator',
    path: () => '/console/contracts',
    ready: pressed('New contract', 'dialog'),
  },
  {
    name: 'quotas of a contract',
    who: 'operator',
    path: () => `/console/contracts/${demo_contracts.demo}`,
    ready: pressed('Limits', 'dialog'),
  },
  {
    name: 'copy SKUs',
    who: 'operator',
    path: () => `/console/contracts/${demo_contracts.demo}`,
    ready: pressed('Copy', 'dialog'),
  },
  {
    name: 'lift a restriction',
    who: 'operator',
    path: () => '/console/restricted-areas',
    ready: pressed('Lift', 'dialog'),
  },
  {
    name: 'a set-up is refused',
    who: 'operator',
    path: () => '/console/setup',
    ready: async (page) => {
      await heading('Set-up')(page)
      await page.locator('input[type=file]').setInputFiles({
        name: 'setup.json',
        mimeType: 'application/json',
        buffer: Buffer.from('{"contracts": [{"contract_id": "cont.a"}]}'),
      })
      await page.getByText('The file is refused').waitFor()
    },
  },
  {
    name: 'deny a rejection',
    who: 'operator',
    path: () => '/console/desk',
    ready: pressed('Deny', 'dialog'),
  },
  {
    name: 'dead letters that are there',
    who: 'operator',
    path: () => '/console/dead-letters',
    ready: async (page) => {
      await page.route('**/ops/v1/webhooks/dead-letters*', (route) => route.fulfill({ json: dead_letters }))
      await page.reload()
      await page.getByText('Deliverable delivered').waitFor()
    },
  },
]

const a_setup = {
  organisations: [{ organisation_id: 'org.harbour', name: 'Harbour authority' }],
  contracts: [
    { contract_id: 'cont.harbour', organisation_id: 'org.harbour', name: 'Ships 2027', currency: 'EUR' },
  ],
}

/** It takes three days for a message to be given up. */
const dead_letters = {
  count: 1,
  next: null,
  previous: null,
  results: [
    {
      message_id: 'evt.01990000-0000-7000-8000-000000000001',
      webhook_id: 'webhook.01990000-0000-7000-8000-000000000002',
      contract_id: 'cont.00000000-0000-4000-8000-000000000001',
      type: 'DeliverableDelivered',
      entity_id: 'deliv.01990000-0000-7000-8000-000000000003',
      sequence: 12,
      state: 'dead',
      tries: 31,
      next_try_at: null,
      last_error: 'The receiver answered 503 Service Unavailable',
      replays: 0,
      created_at: '2026-11-20T09:30:00.000000Z',
      delivered_at: null,
    },
  ],
}

/** Presses the first button of this name and waits for what it opens. */
function pressed(name: string | RegExp, opens: 'dialog' | 'menu') {
  return async (page: Page) => {
    await page.getByRole('button', { name }).first().click()
    await page.getByRole(opens).first().waitFor()
  }
}

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
