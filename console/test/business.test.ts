// Journeys around the order: where it is delivered, what it costs, who decides.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { formatTle } from '../../orbits/src/tle.ts'
import { demo_contracts } from '../../server/src/contracts/demo.ts'
import { no_browser, openVisit, signIn } from './browser.ts'
import { placeOrder } from './furnish.ts'
import { customerOf, furnishBusiness, openReceiver, operatorOf } from './furnish-business.ts'
import { look } from './look.ts'
import { Visitors } from './visitors.ts'

const day_ms = 86_400_000

/** Its elements are so many days old. */
function satelliteOf(name: string, days: number): string {
  const lines = formatTle({
    catalog_number: 90_000 + days,
    designator: '',
    epoch: new Date(Date.now() - days * day_ms),
    inclination_deg: 97.3,
    raan_deg: 220,
    argument_of_latitude_deg: 0,
    mean_motion_rev_per_day: 15.3,
  })
  return [name, ...lines].join('\n')
}

describe('the console around orders', { skip: no_browser }, () => {
  const visitors = new Visitors()
  let awaiting: string
  let fulfilled: string
  before(async () => {
    ;({ id: fulfilled } = await placeOrder(visitors.sandbox, 'Port of Rotterdam', [4.05, 51.95], 'clear'))
    await visitors.sandbox.closed(fulfilled)
    ;({ awaiting } = await furnishBusiness(visitors.sandbox, fulfilled))
  })

  test('a destination is made in the form, verified, and gets the delivery of an order that is shown', () =>
    visitors.as('demo', async (page) => {
      await page.goto('/console/destinations/new')
      await page.getByRole('radio', { name: /Folder of the server/ }).check({ force: true })
      await page.getByRole('textbox', { name: 'Name' }).fill('Second archive')
      await page.getByRole('textbox', { name: 'Folder' }).fill('../elsewhere')
      await page.getByRole('button', { name: 'Create destination' }).click()
      await page.getByText('Not created').waitFor()
      await page.getByRole('textbox', { name: 'Folder' }).fill('second/archive')
      await page.getByRole('button', { name: 'Create destination' }).click()
      await page.getByRole('heading', { level: 1, name: 'Second archive' }).waitFor()
      await page.getByRole('button', { name: 'Verify' }).click()
      await page.getByText('Verified', { exact: true }).waitFor()
      await page.goto(`/console/orders/${fulfilled}`)
      await page.getByRole('button', { name: 'Send L1B to a destination' }).click()
      await page.getByRole('menuitem', { name: 'Second archive' }).click()
      const row = page
        .getByRole('table', { name: 'Deliveries' })
        .getByRole('row')
        .filter({ hasText: 'Second' })
      await row.getByText('Completed').waitFor()
      await row.getByRole('link').click()
      await page.getByRole('table', { name: 'Files' }).getByText('Arrived').first().waitFor()
      await page.getByRole('table', { name: 'Attempts' }).getByText('Succeeded').waitFor()
    }))

  test('a destination is renamed and moved, is verified again there, and is deleted', () =>
    visitors.as('demo', async (page) => {
      const { destination_id } = await customerOf(visitors.sandbox).destinations.create({
        name: 'To be moved',
        settings: { kind: 'folder', folder: 'before' },
      })
      await page.goto(`/console/destinations/${destination_id}`)
      await page.getByRole('button', { name: 'Verify' }).click()
      await page.getByText('Verified', { exact: true }).waitFor()
      await page.getByRole('link', { name: 'Edit' }).click()
      await page.getByRole('textbox', { name: 'Name' }).fill('Moved')
      await page.getByRole('textbox', { name: 'Folder' }).fill('a/../b')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Not saved').waitFor()
      await page.getByRole('textbox', { name: 'Folder' }).fill('behind')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('heading', { level: 1, name: 'Moved' }).waitFor()
      await page.getByText('Not verified', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Verify' }).click()
      await page.getByText('Verified', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('button', { name: 'Delete the destination' }).click()
      await page.getByText('Moved is deleted.').waitFor()
    }))

  test('credentials are replaced without being shown, and are asked for again for another place', () =>
    visitors.as('demo', async (page) => {
      const sent: (string | undefined)[] = []
      const base_url = await openReceiver({ tell: ({ headers }) => sent.push(headers.authorization) })
      const { destination_id } = await customerOf(visitors.sandbox).destinations.create({
        name: 'Upload with a token',
        settings: { kind: 'https_put', base_url },
        credentials: { bearer_token: 'the first token' },
      })
      await page.goto(`/console/destinations/${destination_id}/edit`)
      await page.getByRole('heading', { level: 1, name: 'Edit Upload with a token' }).waitFor()
      assert.doesNotMatch(await page.content(), /the first token/)
      await page.getByText('Bearer token', { exact: true }).click()
      await page.locator('input[type=password]').fill('the second token')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved. Verify it now.').waitFor()
      await page.getByRole('button', { name: 'Verify' }).click()
      await page.getByRole('list', { name: /Steps of the probe/ }).waitFor()
      assert.ok(sent.length > 0 && sent.every((one) => one === 'Bearer the second token'), String(sent))
      await page.getByRole('link', { name: 'Edit' }).click()
      await page.getByText('Nobody can see them.').waitFor()
      await page.getByRole('textbox', { name: 'Base URL' }).fill('https://elsewhere.example.com/')
      await page.getByText('are for the former one only').waitFor()
      await page.getByRole('button', { name: 'Save' }).click()
      assert.equal(await page.locator('input:invalid').count(), 1)
      await page.getByRole('link', { name: 'Cancel' }).click()
      await page.getByText(base_url).first().waitFor()
    }))

  test('a webhook gets another address and other events, and keeps what else it had', () =>
    visitors.as('demo', async (page) => {
      const swath = customerOf(visitors.sandbox)
      const filters = { sku: ['TSK*'], project: [], order_id: [fulfilled] }
      const url = await openReceiver()
      const { webhook_id } = await swath.webhooks.create({ url, event_types: ['Order*'], filters })
      await page.goto(`/console/webhooks/${webhook_id}`)
      await page.getByRole('link', { name: 'Edit' }).click()
      await page.getByLabel('Address').fill('http://10.0.0.1/swath')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Not saved').waitFor()
      await page.getByLabel('Address').fill(`${url}/again`)
      await page.getByRole('combobox', { name: 'Types' }).fill('Delivery*')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved. Send a test').waitFor()
      const found = await swath.webhooks.get(webhook_id)
      assert.deepEqual(
        [found.url, found.event_types, found.filters],
        [`${url}/again`, ['Order*', 'Delivery*'], filters],
      )
    }))

  test('an operator finds a pass of tomorrow in the calendar, opens it, and finds it again by its address', async () => {
    const tomorrow = new Date(Date.now() + day_ms).toISOString().slice(0, 10)
    const order_id = await placeFor(tomorrow)
    await visitors.as('operator', async (page) => {
      await page.getByRole('link', { name: 'Calendar' }).click()
      await page.getByRole('heading', { level: 1, name: 'Calendar' }).waitFor()
      await page.goto(`/console/calendar?date=${new Date().toISOString().slice(0, 10)}`)
      await page.getByRole('button', { name: 'Next day' }).click()
      await page.waitForURL(new RegExp(`date=${tomorrow}`))
      const mark = page.getByRole('button', { name: new RegExp(`scheduled, .*order ${order_id} of Demo`) })
      await mark.hover()
      await page.getByText(/^\d\d:\d\d:\d\d – \d\d:\d\d:\d\d UTC$/).waitFor()
      const panel = page.getByRole('complementary', { name: 'Selected passes' })
      await mark.focus()
      await page.keyboard.press('Enter')
      await panel.getByRole('heading', { name: 'Canal of tomorrow' }).waitFor()
      await panel.getByText('TSKPOI-M').waitFor()
      await panel.getByText('It is planned for this pass.').waitFor()
      await page.reload()
      await panel.getByRole('heading', { name: 'Canal of tomorrow' }).waitFor()
      await page.keyboard.press('Escape')
      await panel.waitFor({ state: 'hidden' })
      assert.equal(await page.evaluate('document.activeElement.id'), await mark.getAttribute('id'))
      await page.getByText('Table', { exact: true }).click()
      const row = page.getByRole('table', { name: 'Passes' }).getByRole('row').filter({ hasText: order_id })
      await row.getByRole('link').click()
      await panel.getByRole('heading', { name: 'Canal of tomorrow' }).waitFor()
      await page.getByRole('combobox', { name: 'Contract' }).click()
      await page.getByRole('option', { name: 'Second demo contract' }).click()
      await page.getByText('No pass fits').waitFor()
      await page.goto('/console/calendar?date=yesterday')
      await page
        .getByRole('heading', { level: 2, name: new RegExp(`^\\w+, ${new Date().getUTCDate()} `) })
        .waitFor()
    })
  })

  /** An order for a pass of that day, which then stays planned. */
  async function placeFor(date: string): Promise<string> {
    const start = `${date}T00:00:00Z`
    const end = new Date(Date.parse(start) + day_ms - 60_000).toISOString()
    const { id } = await visitors.sandbox.call('POST', '/v2/orders/', {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [32.5, 30.5] },
      properties: {
        order_name: 'Canal of tomorrow',
        project_name: 'Canals',
        sku: 'TSKPOI-M',
        parameters: { start, end },
        metadata: { scenario: 'on-hold' },
      },
    })
    await visitors.sandbox.until(id, ({ status_report }) => status_report.progress.captures.scheduled === 1)
    return id
  }

  test('a webhook shows its secret once, is tested, and sends again what it has sent', () =>
    visitors.as('demo', async (page) => {
      await page.goto('/console/webhooks')
      await page.getByRole('link', { name: 'Planning system' }).click()
      await page.getByRole('button', { name: 'Send a test' }).click()
      await page.getByText('The receiver took the message').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'New secret' }).click()
      assert.match((await page.getByTestId('secret').textContent())!, /^whsec_/)
      await page.getByRole('button', { name: 'I have kept it' }).click()
      await page.getByText('Old secret good until').waitFor()
      await page.getByRole('button', { name: 'Disable' }).click()
      await page.getByText('It was disabled by hand.').waitFor()
      await page.getByRole('button', { name: 'Enable' }).click()
      await page.getByText('Enabled', { exact: true }).waitFor()
    }))

  test('a credential is made, shown once, limited and revoked, whereupon whoever used it is signed out', async () => {
    let client_id = ''
    let client_secret = ''
    await visitors.as('demo', async (page) => {
      await page.goto('/console/credentials/new')
      await page.getByLabel('Name').fill('Colleague')
      await page.getByLabel(/^Spend cap a month/).fill('1000')
      await page.getByRole('button', { name: 'Create credential' }).click()
      client_secret = (await page.getByTestId('secret').textContent())!
      client_id = (await page.getByText(/^client\./).textContent())!
      await page.getByRole('link', { name: 'I have kept it' }).click()
      const row = page.getByRole('row').filter({ hasText: 'Colleague' })
      await row.getByText('US$1,000.00').waitFor()
      await row.getByRole('button', { name: 'Limit' }).click()
      await page.getByLabel(/^Spend cap a month/).fill('')
      await page.getByRole('button', { name: 'Save' }).click()
      await row.getByText('None').waitFor()
      const times = await row.locator('time').count()
      await row.getByRole('button', { name: 'Limit' }).click()
      await page.getByLabel('Ends (UTC)').click()
      await page.locator('button[data-direction="next"]').click()
      await page.getByRole('button', { name: /^15 / }).click()
      await page.getByRole('button', { name: 'Take this time' }).click()
      await page.getByRole('button', { name: 'Save' }).click()
      await row.locator('time').nth(times).waitFor()
      await row.getByRole('button', { name: 'New secret' }).click()
      await page.getByRole('button', { name: 'Make a new secret' }).click()
      const fresh = page.getByTestId('secret').filter({ hasNotText: client_secret })
      client_secret = (await fresh.textContent())!
      await page.getByRole('button', { name: 'I have kept it' }).click()
      assert.ok(!(await page.content()).includes(client_secret))
    })
    const { page, complaints, close } = await openVisit(visitors.browser, visitors.sandbox.stack.url)
    await signIn(page, client_secret, client_id)
    await page.goto('/console/credentials')
    const row = page.getByRole('row').filter({ has: page.getByTitle(client_id) })
    await row.getByText('This one').waitFor()
    await row.getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('This tab uses it, so you are signed out.').waitFor()
    await page.getByRole('button', { name: 'Revoke the credential' }).click()
    await page.getByRole('heading', { level: 1, name: 'Sign in to Swath' }).waitFor()
    assert.deepEqual(complaints, [])
    await close()
  })

  test('a deliverable is rejected, the order desk accepts, and the refund is shown', async () => {
    await visitors.as('demo', async (page) => {
      await page.goto(`/console/orders/${fulfilled}`)
      await page.getByRole('button', { name: 'Reject the L1D' }).click()
      await page.getByRole('combobox', { name: 'What is wrong' }).click()
      await page.getByRole('option', { name: 'Haze' }).click()
      await page.getByRole('textbox', { name: 'Comment' }).fill('The terminals cannot be told apart.')
      await page.getByRole('button', { name: 'Reject the product' }).click()
      await page.getByText(/the order desk looks at it/).waitFor()
    })
    await visitors.as('operator', async (page) => {
      const row = page.getByRole('row').filter({ hasText: 'The terminals cannot be told apart.' })
      await row.getByRole('button', { name: 'Accept' }).click()
      await page.getByRole('textbox', { name: 'Message to the customer' }).fill('Sorry for that.')
      await page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click()
      await row.waitFor({ state: 'hidden' })
    })
    await visitors.as('demo', async (page) => {
      await page.goto(`/console/orders/${fulfilled}`)
      await page.getByText(/accepted: US\$400\.00 refunded\. Sorry for that\./).waitFor()
      await page.goto('/console/consumption?by=order')
      await page.getByText('12 months', { exact: true }).click()
      const row = page.getByRole('row').filter({ hasText: fulfilled })
      await row.getByText('US$400.00').first().waitFor()
      await row.getByRole('link').click()
      await page.getByRole('table', { name: 'Deliverables' }).getByText('Rejected').waitFor()
    })
  })

  test('an operator looks as a customer sees it, says why, and the customer finds that in its audit', async () => {
    const reason = 'Ticket 4711: an order seems to be late'
    await visitors.as('operator', async (page) => {
      await page.goto('/console/support')
      await page.getByRole('button', { name: 'Look as Demo contract' }).click()
      await page.getByRole('textbox', { name: 'Why' }).fill(reason)
      await page.getByRole('button', { name: 'Look for half an hour' }).click()
      const banner = page.getByRole('status').filter({ hasText: 'You change nothing' })
      await banner.waitFor()
      await page.getByRole('link', { name: 'Orders' }).click()
      await page.getByRole('table', { name: 'Orders' }).getByText('Port of Rotterdam').first().waitFor()
      await banner.getByRole('button', { name: 'End' }).click()
      await page.getByRole('heading', { level: 1, name: 'Support' }).waitFor()
    })
    await visitors.as('demo', async (page) => {
      await page.goto('/console/audit')
      await page.getByRole('textbox', { name: 'Search' }).fill('startView')
      await page.keyboard.press('Enter')
      const row = page
        .getByRole('table', { name: 'Audit' })
        .getByRole('row')
        .filter({ hasText: 'Start view' })
      await row.filter({ hasText: reason }).waitFor()
      await page.getByRole('button', { name: 'Verify' }).click()
      await page.getByText('Nothing was altered, removed or reordered').waitFor()
    })
  })

  test('an operator gives a contract terms, which tell their faults and what they change before they are kept', () =>
    visitors.as('operator', async (page) => {
      await page.goto('/console/contracts')
      await page.getByRole('link', { name: 'Second demo contract' }).click()
      await page.getByRole('link', { name: 'Add a SKU' }).click()
      await page.getByRole('combobox', { name: 'SKU' }).fill('TSKARE-M')
      await page.getByRole('textbox', { name: /^Price/ }).fill('6.50')
      await page.getByRole('textbox', { name: 'Largest area' }).fill('500')
      await page.getByRole('textbox', { name: 'Smallest area' }).fill('900')
      await page.getByRole('combobox', { name: 'Processing levels' }).click()
      await page.getByRole('option', { name: 'L1D', exact: true }).click()
      await page.keyboard.press('Escape')
      const show = page.getByRole('button', { name: 'Show what changes' })
      await show.click()
      await page.getByText('It is more than max_area_km2').first().waitFor()
      await page.getByRole('textbox', { name: 'Smallest area' }).fill('25')
      await show.click()
      const changes = page.getByRole('table', { name: 'What changes' })
      await changes.getByRole('row').filter({ hasText: 'Largest area' }).getByText('500').waitFor()
      assert.equal(await skuOf('TSKARE-M'), undefined)
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('table', { name: 'SKUs' }).getByRole('link', { name: 'TSKARE-M' }).click()
      await page.getByRole('textbox', { name: /^Price/ }).fill('7.00')
      await show.click()
      const price = changes.getByRole('row').filter({ hasText: 'Price' })
      await price.getByText('US$6.50').waitFor()
      await price.getByText('US$7.00').waitFor()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('table', { name: 'SKUs' }).getByText('US$7.00').waitFor()
      assert.equal((await skuOf('TSKARE-M'))?.prices.at(-1)?.amount_minor, 700)
    }))

  async function skuOf(sku: string) {
    const all = await operatorOf(visitors.sandbox).admin.skus(demo_contracts['demo-two']).all()
    return all.find((one) => one.sku === sku)
  }

  test('an operator says whom a contract is billed to, how far it may go, and which orders wait', () =>
    visitors.as('operator', async (page) => {
      await page.goto(`/console/contracts/${demo_contracts['demo-two']}`)
      const section = (name: string) =>
        page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name }) })
      const dialog = page.getByRole('dialog')
      const save = async () => {
        await dialog.getByRole('button', { name: 'Save' }).click()
        await dialog.waitFor({ state: 'hidden' })
      }
      await section('Billed to').getByRole('button', { name: 'Change' }).click()
      await dialog.getByRole('textbox', { name: 'Address' }).fill('1 Quay Street\nRotterdam')
      await save()
      await section('Billed to').getByText('1 Quay Street, Rotterdam').waitFor()
      await section('Budget and quotas').getByRole('button', { name: 'Grant' }).click()
      await dialog.getByRole('textbox', { name: /^Amount/ }).fill('5000')
      await save()
      await section('Budget and quotas').getByText('US$5,000.00').first().waitFor()
      await section('Budget and quotas').getByRole('button', { name: 'Limits' }).click()
      await dialog.getByRole('button', { name: 'Add a quota' }).click()
      await dialog.getByRole('textbox', { name: 'Limit' }).fill('20')
      await save()
      await page.getByRole('table', { name: 'Quotas' }).getByText('0 of 20').waitFor()
      await section('Approval by the customer').getByRole('button', { name: 'Change' }).click()
      await dialog.getByRole('textbox', { name: /^Orders wait above/ }).fill('1000')
      await save()
      await section('Approval by the customer').getByText('US$1,000.00').waitFor()
      await section('Rejected deliverables').getByRole('button', { name: 'Change' }).click()
      await dialog.getByRole('switch', { name: 'Accepted by themselves' }).check({ force: true })
      await save()
      await section('Rejected deliverables').getByText('Within 30 days').waitFor()
      const { admin, approvals } = operatorOf(visitors.sandbox)
      const { quotas, granted_minor } = await admin.balance(demo_contracts['demo-two'])
      assert.deepEqual([quotas[0]?.limit, granted_minor], [20, 500_000])
      assert.equal((await approvals.limitOf(demo_contracts['demo-two'])).above_minor, 100_000)
    }))

  test('an operator restricts an area that is written down or drawn, and changes it', () =>
    visitors.as('operator', async (page) => {
      await page.goto('/console/restricted-areas')
      await page.getByRole('link', { name: 'Restrict an area' }).click()
      await page.getByLabel('Place', { exact: true }).fill('POLYGON ((20 10, 21 10, 21 11, 20 10))')
      await page.keyboard.press('Enter')
      await page.getByText('Drag its corners').waitFor()
      await page.getByRole('textbox', { name: 'Name' }).fill('Range')
      await page.getByRole('textbox', { name: 'Reason' }).fill('By law 9')
      await page.getByRole('button', { name: 'Restrict the area' }).click()
      await page.getByRole('table', { name: 'Restricted areas' }).getByRole('link', { name: 'Range' }).click()
      await page.getByText('Wait for the order desk').click()
      await page.getByRole('button', { name: 'Save' }).click()
      const row = page.getByRole('row').filter({ hasText: 'Range' })
      await row.getByText('Wait', { exact: true }).waitFor()
      const all = await operatorOf(visitors.sandbox).restrictedAreas.list().all()
      const found = all.find(({ name }) => name === 'Range')
      assert.deepEqual([found?.rule, found?.geometry.type], ['approval', 'Polygon'])
      await operatorOf(visitors.sandbox).restrictedAreas.remove(found!.area_id)
    }))

  test('an operator makes a provider, whose faults are told, tests it, gives it a SKU in an area, and removes it', () =>
    visitors.as('operator', async (page) => {
      const { providers } = operatorOf(visitors.sandbox)
      const name = 'n'.repeat(63)
      await page.getByRole('link', { name: 'Providers' }).click()
      await page.getByRole('table', { name: 'Providers' }).getByText('Answering').waitFor()
      await page.getByRole('link', { name: 'New provider' }).click()
      await page.getByRole('textbox', { name: 'Title' }).fill('W'.repeat(120))
      await page.getByRole('textbox', { name: 'Name' }).fill(name)
      await page.getByRole('textbox', { name: 'Address' }).fill(`http://127.0.0.1:9/${'a'.repeat(200)}`)
      await page.getByRole('switch', { name: 'Customers see its title' }).check({ force: true })
      const settings = page.getByRole('textbox', { name: 'Other settings' })
      await settings.fill('{"fetches": ')
      await page.getByRole('button', { name: 'Create provider' }).click()
      await page.getByText(/This is no JSON/).waitFor()
      await settings.fill('{"fetches": 1}')
      await page.getByRole('button', { name: 'Create provider' }).click()
      await page
        .getByText(/^\/settings\/fetches: /)
        .first()
        .waitFor()
      await look(page, 'a provider is refused')
      await settings.fill('{}')
      await page.getByRole('button', { name: 'Create provider' }).click()
      await page.getByText('It gets no orders, and finishes what it has.').waitFor()
      await page.getByRole('button', { name: 'New secret' }).click()
      await page.getByRole('button', { name: 'Make a new secret' }).click()
      const secret_shown = await page.getByTestId('secret').innerText()
      await page.getByRole('button', { name: 'Done' }).click()
      await page.getByText('It has one', { exact: true }).waitFor()
      await page.getByText('Its title', { exact: true }).waitFor()
      assert.ok(secret_shown.length >= 32 && !(await page.content()).includes(secret_shown))
      await page.getByRole('button', { name: 'Test the connection' }).click()
      await page.getByRole('dialog').getByText('It does not answer').waitFor()
      await page.keyboard.press('Escape')
      await page.getByText(/^Last error: /).waitFor()
      await page.getByRole('link', { name: 'Add a SKU' }).click()
      await page.getByRole('combobox', { name: 'SKU' }).fill('S'.repeat(100))
      await page.getByRole('combobox', { name: 'Only orders of these classes' }).click()
      await page.getByRole('option', { name: 'Urgent' }).click()
      await page.keyboard.press('Escape')
      await page.getByRole('textbox', { name: 'Share' }).fill('25')
      await page.getByRole('textbox', { name: 'Orders up to' }).fill('1234.5')
      await page.getByLabel('Place', { exact: true }).fill('POLYGON ((20 10, 21 10, 21 11, 20 10))')
      await page.keyboard.press('Enter')
      await page.getByText('Only there').waitFor()
      await look(page, 'a rule')
      await page.getByRole('button', { name: 'Save' }).click()
      const rule = page.getByRole('table', { name: 'SKUs' }).getByRole('row').filter({ hasText: 'SSS' })
      await rule.getByText('In an area').waitFor()
      const [kept] = (await providers.get(name)).skus
      assert.deepEqual(
        [kept?.sku, kept?.priority_classes, kept?.share_pct, kept?.highest_price, kept?.rank],
        ['S'.repeat(100), ['urgent'], 25, { amount_minor: 123_450, currency: 'USD' }, 100],
      )
      await look(page, 'a provider')
      await rule.getByRole('link').click()
      await page.getByRole('button', { name: 'Clear' }).click()
      await page.getByText('Everywhere', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Save' }).click()
      await rule.getByText('Everywhere').waitFor()
      await rule.getByRole('button', { name: 'Remove' }).click()
      await page.getByRole('button', { name: 'Remove the rule' }).click()
      await page.getByText('No rule', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Enable' }).click()
      await page.getByRole('button', { name: 'Disable' }).click()
      await page.getByText('It gets no orders, and finishes what it has.').waitFor()
      await page.goto('/console/providers')
      await page.getByText(name).waitFor()
      await look(page, 'providers')
      await page.getByRole('row').filter({ hasText: name }).getByRole('link').click()
      await page.getByRole('button', { name: 'Remove', exact: true }).click()
      await look(page, 'whether to remove a provider')
      await page.getByRole('button', { name: 'Remove the provider' }).click()
      await page.getByRole('heading', { level: 1, name: 'Providers' }).waitFor()
      assert.deepEqual(
        (await providers.list().all()).map((one) => one.name),
        ['simulator'],
      )
    }))

  test('an operator sees how old the elements of a constellation are that Swath plans, and is warned', async () => {
    const { providers } = operatorOf(visitors.sandbox)
    const long = 'W'.repeat(60)
    const elements = [satelliteOf('FRESH', 1), satelliteOf('AGEING', 31), satelliteOf(long, 90)].join('\n')
    const swath = { swath_width_km: 5, overlap_km: 0.3, max_length_km: 60, track_heading_deg: 193 }
    const settings = { elements, swath, skus: ['TSKPOI-M'] }
    await providers.create({ name: 'own', title: 'Our own', kind: 'planner', settings, is_enabled: false })
    await visitors.as('operator', async (page) => {
      await page.goto('/console/providers/own')
      const ages = page.getByRole('table', { name: 'Elements' })
      await ages.getByText('Too old', { exact: true }).last().waitFor()
      const states = await ages.getByRole('row').allInnerTexts()
      assert.deepEqual(
        states.slice(1).map((text) => /Too old|Old|Good/.exec(text)?.[0]),
        ['Too old', 'Old', 'Good'],
      )
      await page.getByText('Elements of one satellite are too old').waitFor()
      await look(page, 'the elements of a constellation')
    })
    await providers.remove('own')
  })

  test('staff who may not change providers look at them, and find no button and no way in the menu', async () => {
    const scopes = ['ops:read' as const]
    const reader = await operatorOf(visitors.sandbox).credentials.create({
      name: 'reader',
      operator: true,
      scopes,
    })
    const { page, close } = await openVisit(visitors.browser, visitors.sandbox.stack.url)
    try {
      await signIn(page, reader.client_secret, reader.client_id)
      await page.goto('/console/providers/simulator')
      await page.getByText('What it can do').waitFor()
      await page.getByText('Captures given to it', { exact: true }).waitFor()
      assert.equal(await page.getByRole('main').getByRole('button').count(), 0)
      await page.getByRole('link', { name: 'Customers' }).waitFor()
      assert.equal(await page.getByRole('link', { name: 'Providers' }).count(), 0)
    } finally {
      await close()
    }
  })

  test('an operator sees in the calendar who carries a capture out, and gives it to another provider', async () => {
    const day = new Date(Date.now() + 2 * day_ms).toISOString().slice(0, 10)
    const order_id = await placeFor(day)
    const { providers } = operatorOf(visitors.sandbox)
    await providers.create({ name: 'second', title: 'Second simulator', kind: 'protocol', rank: 200 })
    const [capture] = await customerOf(visitors.sandbox).orders.captures(order_id).all(1)
    await visitors.as('operator', async (page) => {
      await page.goto(`/console/calendar?date=${day}&capture=${capture!.capture_id}`)
      const panel = page.getByRole('complementary', { name: 'Selected passes' })
      await panel.getByText('Chosen', { exact: true }).waitFor()
      await panel.getByRole('button', { name: 'Give to another' }).click()
      await page.getByRole('combobox', { name: 'Provider' }).click()
      await page.getByRole('option', { name: 'Second simulator (second)' }).click()
      await page.getByRole('textbox', { name: 'Why' }).fill('The other one is in maintenance')
      await look(page, 'give a capture to another provider')
      await page.getByRole('button', { name: 'Give it away' }).click()
      await page.getByText('1 capture is given away.').waitFor()
      await panel.getByText('The other one is in maintenance').waitFor()
    })
    const decisions = await providers.decisions(order_id).all()
    assert.deepEqual([decisions.at(-1)?.provider, decisions.at(-1)?.decision], ['second', 'rerouted'])
    await providers.update('second', { is_enabled: false })
  })

  test('an operator approves an order beyond a quota, and the customer sees it go on', async () => {
    await visitors.as('operator', async (page) => {
      const row = page.getByRole('row').filter({ hasText: 'Pilbara' })
      await row.getByRole('button', { name: 'Approve' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
      await row.waitFor({ state: 'hidden' })
    })
    await visitors.as('demo', async (page) => {
      await page.goto(`/console/orders/${awaiting}`)
      // The captures of the area have put it behind the newest.
      await page.getByRole('button', { name: /Show all/ }).click()
      const events = page.getByRole('table', { name: 'Events' })
      await events.getByText('Order approved').waitFor()
      await events.getByText('Order accepted').waitFor()
    })
  })
})
