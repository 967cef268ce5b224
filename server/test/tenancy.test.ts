import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { aDownload, importDownloads } from './billing.ts'
import { onEachDatabase } from './databases.ts'
import { untilReadable } from './events.ts'
import { type FileServer, serveFiles } from './files.ts'
import { allow_loopback } from './receivers.ts'

const tables = [
  'contracts',
  'projects',
  'areas',
  'contract_sku_changes',
  'contract_skus',
  'orders',
  'captures',
  'deliverables',
  'files',
  'events',
  'reports',
  'ledger_entries',
  'analyses',
  'analysis_batches',
  'reservations',
  'odds_promises',
  'quotes',
  'approval_limits',
  'event_seals',
  'contract_collections',
  'webhooks',
  'webhook_bodies',
  'webhook_messages',
  'webhook_tries',
  'balances',
  'contract_sku_prices',
  'contract_quotas',
  'destinations',
  'destination_defaults',
  'deliveries',
  'delivery_files',
  'delivery_attempts',
  'delivery_leases',
  'consumption_days',
  'consumption_changes',
  'consumption_repairs',
  'billing_details',
  'statements',
  'statement_lines',
  'digests',
  'digest_mails',
]

onEachDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  let order_id: string
  let deliverable_id: string
  let analysis_id: string
  let batch_id: string
  let area_id: string
  let statement_id: string
  before(async () => {
    swath = await TestApp.open(await openDatabase(), {
      ...allow_loopback,
      SWATH_DELIVERY_DIR: '/is/not/there',
    })
    files = await serveFiles()
    await swath.app.db.system((tx) =>
      tx.run(sql`
        with price as (insert into contract_sku_prices select contract_id, sku, now(), price_minor, 'test', now()
          from contract_skus),
        change as (insert into contract_sku_changes select contract_id, sku, now(), '{}', 'test', now()
          from contract_skus)
        insert into contract_quotas select 'quota.' || contract_id, contract_id, null, 'orders', 'month', 100, 'refuse'
        from contracts`),
    )
    await swath.call('demo', 'PUT', '/v2/approval-limit', { above_minor: 1_000_000 })
    await swath.call('demo', 'POST', '/v2/orders/quote', aPointOrder())
    // The odds of what is ordered afterwards are told.
    const footprint = { type: 'Point' as const, coordinates: [2.35, 48.85] }
    const pass = { ...swath.access, ground_track_heading_deg: 193, clear_probability: 0.5, footprint }
    swath.provider.findings = { opportunities: [pass], has_more: false, constraint: null }
    const analysis = await swath.call('demo', 'POST', '/v2/analysis/opportunities', aPointOrder())
    await swath.drain()
    analysis_id = analysis.body.analysis_id
    const { contract_id } = analysis.body
    const batch = await swath.call('demo', 'POST', '/v2/analysis/batches', { targets: [aPointOrder()] })
    batch_id = batch.body.batch_id
    await swath.app.db.system((tx) =>
      tx.run(sql`insert into reservations (opportunity_id, contract_id, provider, pass_end, held_at)
        values ('opp.1', ${contract_id}, 'simulator', now() + interval '1 day', now() + interval '1 day')`),
    )
    const area = await swath.call('demo', 'POST', '/v2/areas/', {
      area_name: 'kept',
      geometry: { type: 'Point', coordinates: [1, 1] },
    })
    area_id = area.body.area_id
    // Nobody listens there: there is a message, and a try that failed.
    await swath.call('demo', 'POST', '/v2/webhooks/', { url: 'http://127.0.0.1:9/', event_types: ['*'] })
    // Nor is the folder there: there are deliveries, and attempts that failed.
    await swath.call('demo', 'POST', '/v2/destinations/', {
      name: 'nowhere',
      settings: { kind: 'folder', folder: '' },
      default_for: { contract: true },
    })
    const planned = await swath.placeAndPlan()
    order_id = planned.order_id
    await swath.deliver(planned.captures[0]!, (_, level) => files.announce(`secret_${level}`))
    await untilReadable(swath)
    await swath.app.queue.trigger('feed.seal')
    await swath.app.queue.trigger('webhooks.send')
    await swath.drain()
    await swath.app.features.deliveries.sender.run()
    await swath.app.db.system((tx) =>
      tx.run(sql`insert into delivery_leases select delivery_id, contract_id, destination_id, 'a worker', now()
        from deliveries`),
    )
    await swath.app.db.system((tx) =>
      tx.run(sql`
        with digest as (insert into digests select 'digest.' || contract_id, contract_id, 'ann@example.com', 'daily',
          'unconfirmed', '0', 0, now(), null, null, now(), now() from contracts)
        insert into digest_mails select 'mail.' || contract_id, 'digest.' || contract_id, contract_id, 'confirmation',
          'subject', 'text', 'html', 'pending', 0, now(), now() from contracts`),
    )
    deliverable_id = (await swath.deliverables(order_id))[0]!.deliverable_id
    statement_id = await bill()
  })
  after(async () => {
    await files.close()
    await swath.close()
  })

  /** Gives every table about billing a row. @returns the id of a statement */
  async function bill(): Promise<string> {
    await importDownloads(swath, [aDownload('2026-05-01T00:00:00Z')])
    const consumption = swath.app.features.consumption.service
    const statements = swath.app.features.statements.service
    await consumption.foldChanges()
    await swath.app.db.system((tx) =>
      tx.run(sql`update consumption_days set amount_minor = amount_minor + 1`),
    )
    await consumption.check()
    const [statement] = await statements.close(demo_contracts.demo, '2026-05')
    return statement!.statement_id
  }

  test('a contract never sees what belongs to another, by whatever path it asks', async () => {
    const paths = [
      `/v2/orders/${order_id}`,
      `/v2/orders/${order_id}/events`,
      `/v2/orders/${order_id}/captures`,
      `/v2/orders/${order_id}/deliverables`,
      `/v2/analysis/opportunities/${analysis_id}`,
      `/v2/analysis/batches/${batch_id}`,
      `/v2/areas/${area_id}`,
      `/v2/deliverables/${deliverable_id}`,
      `/v2/deliverables/${deliverable_id}/events`,
      `/v2/deliverables/${deliverable_id}/files`,
      `/v2/deliverables/${deliverable_id}/files/analytic`,
      `/v2/deliverables/${deliverable_id}/deliveries`,
      `/v2/orders/${order_id}/deliveries`,
      `/v2/statements/${statement_id}`,
      `/v2/statements/${statement_id}/lines`,
    ]
    for (const path of paths) {
      assert.equal((await swath.call('demo', 'GET', path)).status, 200, path)
      const { status, body } = await swath.call('demo-two', 'GET', path)
      assert.deepEqual([status, body.code], [404, 'not_found'], path)
    }
    for (const path of [
      '/v2/orders/',
      '/v2/captures/',
      '/v2/deliverables/',
      '/v2/deliveries/',
      '/v2/ledger/',
      '/v2/ledger/',
      '/v2/areas/',
      '/v2/statements/',
      '/v2/consumption/',
      '/v2/service-levels/',
    ]) {
      assert.ok((await swath.call('demo', 'GET', path)).body.count > 0, path)
      assert.equal((await swath.call('demo-two', 'GET', path)).body.count, 0, path)
    }
    const cancel = await swath.call('demo-two', 'DELETE', `/v2/orders/${order_id}`)
    assert.equal(cancel.status, 404)
  })

  /** Views in which nouns publish what others may know of rows of customers. */
  async function factsOfCustomers() {
    const rows = await swath.app.db.system((tx) =>
      tx.rows(sql<{ name: string; options: string[] | null }>`
        select relname as name, reloptions as options from pg_class join pg_attribute on attrelid = pg_class.oid
        where relkind = 'v' and relname like '%\\_facts' and attname = 'contract_id'
          and has_table_privilege('swath_tenant', pg_class.oid, 'select')`),
    )
    // Without it a view is read with the rights of its owner, past row-level security.
    for (const { name, options } of rows) assert.deepEqual(options, ['security_invoker=true'], name)
    return rows.map(({ name }) => name)
  }

  test('a query that forgets its where clause returns the rows of one contract only', async () => {
    for (const table of [...tables, ...(await factsOfCustomers())]) {
      const contracts = (contract_id: string) =>
        swath.app.db.tenant(contract_id, (tx) =>
          tx.rows(sql<{ contract_id: string }>`select distinct contract_id from ${sql.table(table)}`),
        )
      assert.deepEqual(await contracts(demo_contracts.demo), [{ contract_id: demo_contracts.demo }], table)
      const other = await contracts(demo_contracts['demo-two'])
      assert.ok(!other.some((row) => row.contract_id === demo_contracts.demo), table)
      assert.deepEqual(await contracts('cont.nobody'), [], table)
    }
  })

  test('every table with rows of customers has row-level security', async () => {
    const rows = await swath.app.db.system((tx) =>
      tx.rows(sql<{ relname: string; relrowsecurity: boolean }>`
        select relname, relrowsecurity from pg_class join pg_attribute on attrelid = pg_class.oid
        where relkind = 'r' and relnamespace = 'public'::regnamespace and attname = 'contract_id'
          and relname not in ('credential_contracts', 'idempotent_answers', 'upstream_contracts', 'broker_places', 'ledger_repairs', 'seal_signatures', 'set_aside_jobs', 'audit_entries', 'audit_links') order by relname`),
    )
    // A plan is there while captures are made of it, and no longer.
    assert.deepEqual(rows.map((row) => row.relname).sort(), [...tables, 'plans', 'provider_decisions'].sort())
    assert.ok(rows.every((row) => row.relrowsecurity))
  })

  test('a contract can neither write rows of another nor read credentials, keys and jobs', async () => {
    const forbidden = [
      sql`insert into projects (project_id, contract_id, name, created_at)
        values ('project.x', ${demo_contracts.demo}, 'x', now())`,
      sql`update orders set contract_id = ${demo_contracts.demo}
        where contract_id = ${demo_contracts['demo-two']}`,
      sql`select * from credentials`,
      sql`select * from people`,
      sql`select * from sessions`,
      sql`select * from invitations`,
      sql`select * from one_time_links`,
      sql`select * from authenticators`,
      sql`select * from recovery_codes`,
      sql`select * from challenges`,
      sql`select * from passkeys`,
      sql`select * from second_factor_rules`,
      sql`select * from identities`,
      sql`select * from sign_on_attempts`,
      sql`select * from provider_sessions`,
      sql`select * from spent_logout_tokens`,
      sql`select * from provider_nonces`,
      sql`select * from provider_tasks`,
      sql`select * from provider_visits`,
      sql`select * from current_memberships`,
      sql`select * from signing_keys`,
      sql`select * from signing_keys_in_use`,
      sql`select * from secret_uses`,
      sql`select * from seal_signatures`,
      sql`select * from idempotent_answers`,
      sql`select * from pgboss.job`,
      sql`select * from ledger_repairs`,
      sql`select * from set_aside_jobs`,
      sql`select * from providers`,
      sql`select * from provider_skus`,
      sql`select * from provider_decisions`,
      sql`select * from audit_entries`,
      sql`select * from audit_personal`,
      sql`select * from audit_links`,
      sql`select * from all_audit_entries`,
      sql`insert into audit_entries (entry_id) values ('forged')`,
    ]
    await swath.call('demo-two', 'POST', '/v2/orders/', {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [1, 1] },
      properties: { order_name: 'mine', sku: 'TSKPOI-M' },
    })
    for (const statement of forbidden) {
      const attempt = swath.app.db.tenant(demo_contracts['demo-two'], (tx) => tx.run(statement))
      await assert.rejects(attempt, /permission denied|row-level security/)
    }
  })

  test('the contract header must be there, and must name a contract of the credential', async () => {
    const without = await swath.call('demo', 'GET', '/v2/orders/', undefined, {
      'x-satellogic-contract-id': '',
    })
    assert.deepEqual([without.status, without.body.code], [401, 'contract_required'])
    assert.match(without.body.message, /contract/)
    const other = { 'x-satellogic-contract-id': demo_contracts['demo-two'] }
    const wrong = await swath.call('demo', 'GET', '/v2/orders/', undefined, other)
    assert.deepEqual([wrong.status, wrong.body.code], [403, 'contract_forbidden'])
    const alias = { 'x-satellogic-contract-id': '', 'x-contract-id': demo_contracts.demo }
    assert.equal((await swath.call('demo', 'GET', '/v2/orders/', undefined, alias)).status, 200)
    for (const path of ['/contracts', '/v2/my/contracts']) {
      assert.deepEqual((await swath.call('demo', 'GET', path)).body, [
        {
          contract_id: demo_contracts.demo,
          name: 'Demo contract',
          status: 'active',
          suspension: null,
          ends_at: null,
        },
      ])
    }
    assert.equal((await swath.call('demo', 'GET', '/v2/my/profile')).body.client_id, 'demo')
  })

  test('what is for operators is refused to customers, whatever it is', async () => {
    const { body } = await swath.call('demo', 'GET', '/openapi.json')
    const paths = Object.entries<Record<string, unknown>>(body.paths).filter(([path]) =>
      path.startsWith('/ops/'),
    )
    assert.ok(paths.length > 20)
    for (const [path, operations] of paths) {
      for (const method of Object.keys(operations)) {
        const url = path.replaceAll(/\{\w+\}/g, 'any')
        const answer = await swath.call('demo', method.toUpperCase() as 'GET', url)
        assert.deepEqual([answer.status, answer.body.code], [403, 'role_forbidden'], `${method} ${path}`)
      }
    }
  })

  test('a token that is missing, forged, expired or of a revoked credential is refused', async () => {
    const call = (headers: Record<string, string>) =>
      swath.call('demo', 'GET', '/contracts', undefined, headers)
    for (const authorizationtoken of [
      '',
      'Bearer x',
      'Basic abc',
      'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZW1vIn0.',
    ]) {
      const { status, body } = await call({ authorizationtoken, authorization: '' })
      assert.deepEqual([status, body.code], [401, 'unauthorized'], authorizationtoken)
    }
    await swath.call('demo', 'GET', '/contracts')
    swath.clock.set(new Date(swath.clock.now().getTime() + 25 * 3_600_000))
    assert.equal((await call({})).status, 401)
    swath.advance({ hours: 0 })
    assert.equal((await call({})).status, 200)
    await swath.app.db.system((tx) =>
      tx.run(sql`update credentials set revoked_at = now() where client_id = 'demo'`),
    )
    swath.clock.set(new Date(swath.clock.now().getTime() + 11_000))
    assert.equal((await call({})).status, 401)
  })
})
