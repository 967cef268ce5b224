// The whole set-up of customers as one document: taken out, changed, and made of another system.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Setup, SetupChange, SetupContract, SetupPlan } from '@swath/contract/setup'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const terms = { amount_minor: 700, max_area_km2: 100, processing_levels: ['L1B', 'L1D'] }
const contract_id = 'cont.city'
const organisation = { organisation_id: 'org.city', name: 'A city' }
const city = {
  organisations: [organisation],
  contracts: [
    {
      ...{ contract_id, organisation_id: 'org.city', name: 'Streets', currency: 'EUR' },
      suspension: { reason: 'Not signed yet' },
      billing: {
        ...{ name: 'City of A', address: ['1 Main Square'], tax_id: 'A-1', reference: 'PO 7' },
        invoicing: {
          ...{ country: 'ES', peppol_id: '9920:A1', payment_days: 30 },
          tax: { category: 'S', percent: 21, reason: null },
        },
      },
      time_zone: 'Europe/Madrid',
      budget: { granted_minor: 500_000 },
      limits: {
        at_limit: 'approval',
        quotas: [
          { measure: 'orders', period: 'month', limit: 10, sku: null, at_limit: 'refuse' },
          { measure: 'amount', period: 'contract', limit: 900, sku: 'TSKARE-M', at_limit: 'approval' },
        ],
      },
      rejection_policy: { automatic: true, within_days: 10, max_minor: null, max_pct: 5 },
      approval_limit: { above_minor: 250_000 },
      default_destination: { destination_id: null },
      skus: [
        {
          sku: 'TSKARE-M',
          v1_product: 170,
          terms: [terms, { ...terms, valid_from: '2026-07-01T00:00:00Z', amount_minor: 800 }],
        },
      ],
    },
  ],
  restricted_areas: [
    {
      ...{ area_id: 'area.base', name: 'Base', reason: 'By law 7', rule: 'approval' },
      ...{ except_organisation_ids: ['org.city'], geometry: areaTo(1) },
    },
  ],
  providers: [
    {
      ...{ name: 'desk', kind: 'protocol', title: 'The desk', is_enabled: false },
      settings: { url: 'http://127.0.0.1:9' },
      skus: [{ sku: 'TSKPOI-M', share_pct: 25, region: areaTo(2) }],
    },
  ],
}

function areaTo(east: number) {
  const ring = [
    [0, 0],
    [east, 0],
    [east, 1],
    [0, 0],
  ]
  return { type: 'Polygon', coordinates: [ring] }
}

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const exported = async (app = swath): Promise<Setup> =>
    (await app.call('operator', 'GET', '/ops/v1/setup')).body
  const put = (setup: object, dry_run: boolean, app = swath) =>
    app.call('operator', 'PUT', `/ops/v1/setup?dry_run=${dry_run}`, setup)

  async function apply(setup: object, { dry_run = false, app = swath } = {}): Promise<SetupPlan> {
    const { status, body } = await put(setup, dry_run, app)
    assert.equal(status, 200, JSON.stringify(body))
    return body
  }
  const cityOf = ({ contracts }: Setup): SetupContract =>
    contracts.find((one) => one.contract_id === contract_id)!
  const told = (changes: SetupChange[]) => changes.map(({ action, what, id }) => `${action} ${what} ${id}`)

  test('a dry run tells what would be made, and makes nothing of it', async () => {
    const before = await exported()
    const plan = await apply(city, { dry_run: true })
    const made = [
      'create organisation org.city',
      'create contract cont.city',
      'create sku TSKARE-M',
      'create restricted_area area.base',
      'create provider desk',
      'create provider_rule desk/TSKPOI-M',
    ]
    assert.deepEqual([plan.dry_run, told(plan.changes)], [true, made])
    const others = { organisations: 2, contracts: 2, skus: 0, restricted_areas: 0, providers: 0 }
    assert.deepEqual(plan.unnamed, others)
    assert.deepEqual(await exported(), before)
    assert.deepEqual(await applied(), ['planned'])
  })

  /** What the audit says of it, the newest first. */
  async function applied(): Promise<string[]> {
    const { body } = await swath.call('operator', 'GET', '/ops/v1/audit/?operation=applySetup')
    return body.results.map(({ result }: { result: string }) => result)
  }

  test('a set-up is made as it is written, and a second time it changes nothing', async () => {
    const planned = await apply(city, { dry_run: true })
    const done = await apply(city)
    assert.deepEqual([done.dry_run, done.changes], [false, planned.changes])
    assert.equal((await applied())[0], 'done')
    const { skus, ...contract } = cityOf(await exported())
    const { skus: wanted, ...rest } = city.contracts[0]!
    const quotas = rest.limits.quotas.toReversed()
    assert.deepEqual(contract, { ...rest, ends_at: null, limits: { ...rest.limits, quotas } })
    const [sku] = skus
    assert.deepEqual([sku!.sku, sku!.v1_product], ['TSKARE-M', wanted[0]!.v1_product])
    assert.deepEqual(
      sku!.terms.map((one) => [one.valid_from, one.amount_minor, one.default_processing_levels]),
      [
        [null, 700, ['L1B', 'L1D']],
        ['2026-07-01T00:00:00.000000Z', 800, ['L1B', 'L1D']],
      ],
    )
    assert.deepEqual((await apply(city)).changes, [])
    assert.deepEqual((await apply(await exported())).changes, [])
  })

  test('what is not named stays, and a change is told field by field', async () => {
    const before = await exported()
    const { skus: _, billing, ...rest } = city.contracts[0]!
    const changed = {
      ...rest,
      name: 'Streets and roads',
      suspension: null,
      billing: { ...billing, tax_id: 'A-2' },
    }
    const plan = await apply({ contracts: [changed] })
    assert.deepEqual(plan.changes, [
      {
        ...{ action: 'change', what: 'contract', id: contract_id, contract_id: null },
        fields: [
          { field: 'name', before: 'Streets', after: 'Streets and roads' },
          { field: 'suspension.reason', before: 'Not signed yet', after: null },
          { field: 'billing.tax_id', before: 'A-1', after: 'A-2' },
        ],
      },
    ])
    const others = { organisations: 3, contracts: 2, skus: 1, restricted_areas: 1, providers: 1 }
    assert.deepEqual(plan.unnamed, others)
    assert.deepEqual(cityOf(await exported()).skus, cityOf(before).skus)
    const demo = (all: Setup) => all.contracts.find((one) => one.contract_id === demo_contracts.demo)
    assert.deepEqual(demo(await exported()), demo(before))
  })

  test('a later price is planned by its time, and what the file says of a time that has come holds now', async () => {
    const sku = (more: object[]) => ({
      contracts: [{ ...named(), skus: [{ sku: 'TSKARE-M', v1_product: 170, terms: [terms, ...more] }] }],
    })
    const august = { ...terms, valid_from: '2026-08-01T02:00:00+02:00', amount_minor: 900, max_area_km2: 200 }
    const { changes } = await apply(sku([august]))
    assert.deepEqual(changes, [
      {
        ...{ action: 'change', what: 'sku', id: 'TSKARE-M', contract_id },
        fields: [
          { field: '2026-08-01T00:00:00.000000Z amount_minor', before: null, after: 900 },
          { field: '2026-08-01T00:00:00.000000Z max_area_km2', before: null, after: 200 },
        ],
      },
    ])
    // Past the first of August.
    swath.advance({ hours: 24 * 62 })
    assert.deepEqual((await apply(sku([august]))).changes, [])
    const cheaper = { ...august, amount_minor: 850 }
    const [change] = (await apply(sku([cheaper]))).changes
    assert.deepEqual(change!.fields, [{ field: 'amount_minor', before: 900, after: 850 }])
    const skus = `/ops/v1/contracts/${contract_id}/skus/`
    const made = (await swath.call('operator', 'GET', skus)).body
    swath.advance({ hours: 1 })
    assert.deepEqual((await apply(sku([cheaper]))).changes, [])
    assert.deepEqual((await swath.call('operator', 'GET', skus)).body, made, 'no price is written again')
  })

  const named = () => {
    const { organisation_id, currency } = city.contracts[0]!
    return { contract_id, organisation_id, name: 'Streets and roads', currency }
  }

  test('a file with faults is refused whole, with every fault and its place', async () => {
    const before = await exported()
    const wrong = {
      organisations: [
        { ...organisation, name: 'Renamed' },
        { organisation_id: 'org.b', name: 'Renamed' },
      ],
      contracts: [
        { ...named(), currency: 'USD', contract_id: demo_contracts.demo },
        { ...named(), contract_id: 'cont.b', organisation_id: 'org.nobody' },
        {
          ...named(),
          budget: { granted_minor: 1 },
          skus: [
            { sku: 'TSKPOI-M', terms: [terms] },
            { sku: 'NOSUCH-X', terms: [terms] },
          ],
        },
      ],
    }
    const bowtie = { ...city.restricted_areas[0], geometry: { type: 'Polygon', coordinates: [[[0, 0]]] } }
    const nobody = {
      ...city.restricted_areas[0],
      area_id: 'area.b',
      name: 'B',
      except_organisation_ids: ['org.no'],
    }
    const [desk] = city.providers
    const line = { ...desk!.skus[0], region: bowtie.geometry }
    const providers = [
      { ...desk, kind: 'planner' },
      { ...desk, name: 'far', settings: { url: 'ftp://far' } },
      { ...desk, name: 'near', skus: [line] },
    ]
    const all = { ...wrong, restricted_areas: [bowtie, nobody], providers }
    for (const dry_run of [true, false]) {
      const { status, body } = await put(all, dry_run)
      assert.deepEqual([status, body.code], [400, 'setup_refused'])
      assert.deepEqual(
        body.errors.map(({ pointer }: { pointer: string }) => pointer),
        [
          '/organisations/1',
          '/contracts/0/organisation_id',
          '/contracts/1',
          '/contracts/2/skus/0/footprint_width_km',
          '/contracts/2/skus/1',
          '/restricted_areas/0/geometry/coordinates/0',
          '/restricted_areas/1/except_organisation_ids',
          '/providers/0/kind',
          '/providers/1/settings/url',
          '/providers/2/skus/0/region/coordinates/0',
        ],
      )
    }
    const unreadable = { organisations: [{ organisation_id: 'city', name: '' }], secrets: 1 }
    const { body } = await put(unreadable, true)
    assert.deepEqual(body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted(), [
      '/organisations/0/name',
      '/organisations/0/organisation_id',
      '/secrets',
    ])
    assert.deepEqual(await exported(), before)
  })

  test('providers are made and changed by the file, without a secret, and keep the one they have', async () => {
    const [desk] = city.providers
    const rules = [
      { ...desk!.skus[0], share_pct: 30 },
      { sku: 'TSKARE-M', highest_price: { amount_minor: 9, currency: 'EUR' } },
    ]
    const secret = 'a secret that nobody is to see, at all'
    await swath.call('operator', 'PATCH', '/ops/v1/providers/desk', { secret })
    const wanted = { providers: [{ ...desk, title: 'A desk', is_shown: true, skus: rules }] }
    const { changes } = await apply(wanted)
    assert.deepEqual(told(changes), [
      'change provider desk',
      'create provider_rule desk/TSKARE-M',
      'change provider_rule desk/TSKPOI-M',
    ])
    assert.deepEqual(
      changes[0]!.fields.map(({ field, after }) => [field, after]),
      [
        ['title', 'A desk'],
        ['is_shown', true],
      ],
    )
    assert.deepEqual((await apply(wanted)).changes, [])
    const { body } = await swath.call('operator', 'GET', '/ops/v1/providers/desk')
    assert.deepEqual([body.has_secret, body.is_enabled, body.skus.length], [true, false, 2])
    assert.ok(!JSON.stringify(await exported()).includes(secret))
  })

  test('the default destination of a contract is one that it has, and the limit of its approvals can be lifted', async () => {
    const folder = { name: 'Bucket', settings: { kind: 's3', bucket: 'imagery', region: 'eu-west-1' } }
    const made = await swath.call('demo', 'POST', '/v2/destinations/', folder)
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const { destination_id } = made.body
    const find = ({ contracts }: Setup) => contracts.find((one) => one.contract_id === demo_contracts.demo)!
    const { skus: _, ...demo } = find(await exported())
    assert.deepEqual(demo.default_destination, { destination_id: null })
    const wanted = { ...demo, default_destination: { destination_id }, approval_limit: { above_minor: 7 } }
    assert.deepEqual((await apply({ contracts: [wanted] })).changes[0]!.fields, [
      { field: 'approval_limit.above_minor', before: null, after: 7 },
      { field: 'default_destination.destination_id', before: null, after: destination_id },
    ])
    assert.deepEqual((await apply({ contracts: [wanted] })).changes, [])
    const { body } = await swath.call('demo', 'GET', `/v2/destinations/${destination_id}`)
    assert.equal(body.default_for.contract, true)
    const foreign = await put({ contracts: [{ ...named(), default_destination: { destination_id } }] }, true)
    assert.equal(foreign.body.errors[0].pointer, '/contracts/0/default_destination/destination_id')
    await apply({ contracts: [demo] })
    assert.deepEqual(find(await exported()), { ...find(await exported()), ...demo })
  })

  test('a budget follows the file, and begins with an amount', async () => {
    const budget = (granted_minor: number) => ({ contracts: [{ ...named(), budget: { granted_minor } }] })
    await apply(budget(400_000))
    const { body } = await swath.call('operator', 'GET', `/ops/v1/contracts/${contract_id}/balance`)
    assert.deepEqual([body.granted_minor, body.is_limited], [400_000, true])
    const none = { ...named(), contract_id: 'cont.none', budget: { granted_minor: 0 } }
    const refused = await put({ contracts: [{ ...none, name: 'None' }] }, false)
    assert.equal(refused.body.errors[0].pointer, '/contracts/0/budget')
  })

  test('another system becomes the same by the file, with the same ids', async () => {
    const staging = await TestApp.open(await openDatabase())
    try {
      const all = await exported()
      await apply(all, { app: staging })
      assert.deepEqual(await exported(staging), all)
    } finally {
      await staging.close()
    }
  })

  test('one contract is taken out alone, and only operators may do any of it', async () => {
    const one = await swath.call('operator', 'GET', `/ops/v1/setup?contract_id=${contract_id}`)
    assert.deepEqual(
      [one.body.organisations, one.body.contracts, one.body.restricted_areas, one.body.providers],
      [[organisation], [cityOf(await exported())], [], []],
    )
    assert.equal((await swath.call('operator', 'GET', '/ops/v1/setup?contract_id=cont.no')).status, 404)
    for (const client of ['demo', 'simulator'] as const) {
      assert.equal((await swath.call(client, 'GET', '/ops/v1/setup')).status, 403)
      assert.equal((await swath.call(client, 'PUT', '/ops/v1/setup', city)).status, 403)
    }
  })
})
