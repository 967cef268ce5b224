// Every endpoint of the OpenAPI document, called as everybody: each is answered as the list of permissions says, and a
// refusal is the registered problem and not a byte more.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CredentialWithSecret } from '@swath/contract/accounts'
import { type ErrorCode, errors } from '@swath/contract/errors'
import { type CredentialScope, customer_roles, type Role, staff_roles } from '@swath/contract/permissions'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { aDownload, importDownloads } from './billing.ts'
import { onOneDatabase } from './databases.ts'
import { untilReadable } from './events.ts'
import { type Operation, operationsOf } from './every-endpoint.ts'
import { type FileServer, serveFiles } from './files.ts'
import { allow_loopback } from './receivers.ts'
import { asOwner } from './tables.ts'

const contract_id = demo_contracts.demo
const other_contract_id = demo_contracts['demo-two']

interface Caller {
  name: string
  headers: Record<string, string>
  role?: Role
  scopes: readonly CredentialScope[]
  /** Why it is nobody. */
  refused?: string
}

/** Bodies that say what schemas leave open. */
const bodies: Record<string, unknown> = {
  updateOrder: { properties: { order_name: 'another' } },
  requestDelivery: { destination_id: 'dest.00000000-0000-7000-8000-000000000000' },
  replayWebhook: { dead: true },
  renameProject: { project_name: 'another' },
  createTask: {
    task_name: 'a task',
    project_name: 'tests',
    product: 169,
    target: { type: 'Point', coordinates: [2.35, 48.85] },
    start: '2026-06-02T00:00:00Z',
    end: '2026-06-08T00:00:00Z',
  },
  placeOrder: aPointOrder(),
  quoteOrder: aPointOrder(),
  validateOrder: aPointOrder(),
  placeOrders: { orders: [aPointOrder()] },
  startAnalyses: { targets: [aPointOrder()] },
}

/** Queries that an endpoint cannot do without. */
const queries: Record<string, string> = { getTile: '?x=1&y=1&z=1' }

/** The kinds of answers by which the door refuses. */
const door: ReadonlySet<string> = new Set<ErrorCode>([
  'unauthorized',
  'role_forbidden',
  'insufficient_scope',
  'contract_required',
  'contract_forbidden',
])

/** Everybody who reads has these in common: they show what is theirs, of which others have none. */
const shared: ReadonlySet<string> = new Set(['collection', 'sku', 'x', 'y', 'z'])

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  let operations: Operation[]
  let ids: Record<string, string>
  before(async () => {
    const nowhere = {
      SWATH_DELIVERY_DIR: '/is/not/there',
      SWATH_SMTP_URL: 'smtp://127.0.0.1:9',
      SWATH_MAIL_FROM: 'swath@swath.test',
    }
    const env = { ...allow_loopback, ...nowhere }
    swath = await TestApp.open(await openDatabase(), env)
    files = await serveFiles()
    operations = operationsOf(swath.app.document())
    ids = await makeOneOfEach()
    const without = operations.flatMap(({ params }) => params.filter((name) => ids[name] === undefined))
    assert.deepEqual(without, [], 'this test makes one of each thing that a path names')
  })
  after(async () => {
    await files.close()
    await swath.close()
  })

  async function made(url: string, body: object) {
    const answer = await swath.call('demo', 'POST', url, body)
    assert.ok(answer.status < 300, JSON.stringify(answer.body))
    return answer.body
  }

  /** @returns the id of each, by the name of its parameter in paths */
  async function makeOneOfEach(): Promise<Record<string, string>> {
    const { analysis_id } = await made('/v2/analysis/opportunities', aPointOrder())
    const { batch_id } = await made('/v2/analysis/batches', { targets: [aPointOrder()] })
    const { webhook_id } = await made('/v2/webhooks/', { url: 'http://127.0.0.1:9/', event_types: ['*'] })
    const settings = { kind: 'folder', folder: '' }
    const nowhere = { name: 'nowhere', settings, default_for: { contract: true } }
    const { destination_id } = await made('/v2/destinations/', nowhere)
    const { project_id } = await made('/v2/projects/', { project_name: 'a project' })
    const { client_id } = await made('/v2/my/api-credentials', { name: 'a program', scopes: [] })
    const { order_id, captures } = await swath.placeAndPlan()
    await swath.deliver(captures[0]!, (_, level) => files.announce(`secret_${level}`))
    const [{ deliverable_id, scene_id } = { deliverable_id: '', scene_id: '' }] =
      await swath.deliverables(order_id)
    // Far from everything that is ordered here.
    const corners = [
      [-150, -60],
      [-149, -60],
      [-149, -59],
      [-150, -60],
    ]
    const geometry = { type: 'Polygon', coordinates: [corners] }
    const area = { name: 'an area', geometry, rule: 'refuse', reason: 'By law 7' }
    const restricted = await swath.call('operator', 'POST', '/ops/v1/restricted-areas/', area)
    const disabled = { name: 'desk-1', title: 'Nobody', kind: 'protocol', is_enabled: false }
    const { body: provider } = await swath.call('operator', 'POST', '/ops/v1/providers/', disabled)
    const deliveries = await swath.call('demo', 'GET', '/v2/deliveries/')
    const tasks = await swath.call('demo', 'GET', '/tasking/tasks/')
    await importDownloads(swath, [aDownload('2026-05-01T00:00:00Z')])
    await swath.app.features.consumption.service.foldChanges()
    const [statement] = await swath.app.features.statements.service.close(contract_id, '2026-05')
    await untilReadable(swath)
    // Nobody has its mail, with whose link it would be confirmed.
    await asOwner(
      swath,
      `insert into digests select 'digest.' || contract_id, contract_id, 'ann@example.com', 'daily', 'unconfirmed', '0',
        0, now(), null, null, now(), now() from contracts`,
    )
    // Its mail would wait likewise.
    await asOwner(
      swath,
      `insert into invitations select 'invite.1', 'ann@example.com', 'customer', array[contract_id], '{read}', null, null,
        now() + interval '1 day', 'x', null, 'demo', now() from contracts where contract_id = '${contract_id}'`,
    )
    return {
      invitation_id: 'invite.1',
      session_id: 'session.1',
      passkey_id: 'passkey.1',
      analysis_id,
      batch_id,
      webhook_id,
      destination_id,
      project_id,
      client_id,
      order_id,
      capture_id: captures[0]!.capture_id,
      deliverable_id,
      scene_id: scene_id!,
      item: scene_id!,
      collection: 'delivered',
      key: 'analytic',
      file_name: `${scene_id}_analytic.tif`,
      processing_level: 'L1B',
      delivery_id: deliveries.body.results[0].delivery_id,
      statement_id: statement!.statement_id,
      task_id: String(tasks.body.results[0].task_id),
      digest_id: `digest.${contract_id}`,
      contract_id,
      organisation_id: `org.${contract_id.slice(5)}`,
      area_id: restricted.body.area_id,
      name: provider.name,
      satellite_name: 'newsat31',
      date: '2026-06-01',
      job_id: 'job.1',
      sku: 'TSKPOI-M',
      raster: 'analytic',
      z: '1',
      x: '1',
      y: '1',
    }
  }

  /** As long as the real one and of the same letters, but of nothing. */
  function inventedId(name: string): string {
    if (shared.has(name)) return ids[name]!
    return ids[name]!.replaceAll(/\d(?=\D*$)/g, (digit) => String((Number(digit) + 5) % 10)).replace(
      /^s/,
      'z',
    )
  }

  const fill = ({ path }: Operation, idOf: (name: string) => string) =>
    path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(idOf(name)))

  async function credential(name: string, url: string, by: 'demo' | 'operator', given: object) {
    const answer = await swath.call(by, 'POST', url, { name, ...given })
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    return answer.body as CredentialWithSecret
  }

  async function tokenOf({ client_id, client_secret }: CredentialWithSecret): Promise<string> {
    const payload = { grant_type: 'client_credentials', client_id, client_secret }
    return (await swath.app.http.inject({ method: 'POST', url: '/oauth/token', payload })).json().access_token
  }

  const headersOf = (token: string, contract: string = contract_id) => ({
    authorization: `Bearer ${token}`,
    'x-contract-id': contract,
  })

  async function customer(acts_as: string, contract: string = contract_id): Promise<Caller> {
    const given = { contract_ids: [contract], acts_as }
    const one = await credential(acts_as, '/ops/v1/credentials', 'operator', given)
    return {
      name: acts_as,
      headers: headersOf(await tokenOf(one), contract),
      role: 'customer',
      scopes: one.scopes,
    }
  }

  async function staff(acts_as: string): Promise<Caller> {
    const one = await credential(acts_as, '/ops/v1/credentials', 'operator', { operator: true, acts_as })
    return { name: acts_as, headers: headersOf(await tokenOf(one)), role: 'operator', scopes: one.scopes }
  }

  /** Those of whom no token is good any more, and somebody who has none. */
  async function nobodies(): Promise<Caller[]> {
    const [gone, given_back] = await Promise.all(
      ['gone', 'given back'].map((name) => credential(name, '/v2/my/api-credentials', 'demo', {})),
    )
    const [token, token_back] = [await tokenOf(gone!), await tokenOf(given_back!)]
    await swath.call('demo', 'DELETE', `/v2/my/api-credentials/${gone!.client_id}`)
    const { client_id, client_secret } = given_back!
    const payload = { client_id, client_secret, token: token_back }
    await swath.app.http.inject({ method: 'POST', url: '/oauth/revoke', payload })
    const ask = 'Send the header "authorizationToken: Bearer <token>" with a token from POST /oauth/token'
    const none = { headers: { 'x-contract-id': contract_id }, scopes: [] }
    return [
      { ...none, name: 'somebody without a token', refused: ask },
      {
        ...none,
        name: 'a revoked credential',
        headers: headersOf(token),
        refused: 'The credential of this token was revoked',
      },
      { ...none, name: 'a revoked token', headers: headersOf(token_back), refused: 'The token was revoked' },
    ]
  }

  async function send({ headers }: Caller, operation: Operation, idOf: (name: string) => string) {
    const body = bodies[operation.id] ?? operation.body
    const response = await swath.app.http.inject({
      method: operation.method as 'GET',
      url: fill(operation, idOf) + (queries[operation.id] ?? ''),
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    const { request_id, ...told } = /json\b/.test(String(response.headers['content-type']))
      ? response.json()
      : {}
    return { status: response.statusCode, told, text: response.body, request_id }
  }

  /** How the door refuses it, by the list of permissions alone. */
  function refusalOf(
    caller: Caller,
    { path, role, scope, needs_contract, needs_session }: Operation,
  ): object | undefined {
    const { scopes } = caller
    if (needs_session) {
      return problem('unauthorized', 'Nobody has signed in here, or the session has ended')
    }
    if (role === undefined) return undefined
    if (caller.refused) return problem('unauthorized', caller.refused)
    if (needs_contract && caller.role !== 'customer') {
      const about = `The credential has no access to the contract ${contract_id}; GET /contracts lists those it has`
      return problem('contract_forbidden', about)
    }
    const has_role = caller.role === role || (role === 'provider' && caller.role === 'operator')
    if (!has_role) {
      return problem(
        'role_forbidden',
        `This needs a credential with the role ${role}; yours is ${caller.role}`,
      )
    }
    if (scope === 'any' || scopes.includes(scope!)) {
      // The staff report in the place of providers, and have no work of their own to fetch.
      const fetches_work = path.startsWith('/ops/v1/provider/') && caller.role === 'operator'
      if (!fetches_work) return undefined
      return problem(
        'role_forbidden',
        'Only a provider has work to fetch: sign as one, or use its credential',
      )
    }
    const about = `This needs the scope ${scope}; the credential has ${scopes.join(' ') || 'none'}`
    return problem('insufficient_scope', about, { scope, scopes })
  }

  function problem(code: ErrorCode, detail: string, extra: object = {}) {
    const { status, title } = errors[code]
    const told = {
      type: `/docs/errors#${code}`,
      title,
      status,
      detail,
      code,
      message: detail,
      description: detail,
    }
    return { status, told: { ...told, ...extra } }
  }

  /** Everything that there is, but for what every request leaves behind. */
  async function everything(): Promise<Map<string, string>> {
    const left_behind = /^(credential_uses|audit_.*|idempotent_answers|analyses|analysis_batches)$/
    const { rows } = await asOwner(
      swath,
      `select table_name::text as name from information_schema.tables
       where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
    )
    const names = rows.map(({ name }) => String(name)).filter((name) => !left_behind.test(name))
    const sums = names.map(
      (name) =>
        `select '${name}' as name, md5(string_agg(t::text, '|' order by t::text)) as sum from "${name}" t`,
    )
    const counted = await asOwner(swath, sums.join(' union all '))
    return new Map(counted.rows.map(({ name, sum }) => [String(name), String(sum)]))
  }

  test('each role may what its scopes say, and everybody else is refused without a word of what there is', async () => {
    const callers = [
      ...(await nobodies()),
      ...(await Promise.all(customer_roles.map((role) => customer(role)))),
      ...(await Promise.all(staff_roles.map(staff))),
    ]
    const counts = { allowed: 0, refused: 0 }
    for (const operation of operations) {
      // A public endpoint tells more to those whom it knows; it is the same endpoint elsewhere.
      for (const caller of operation.role ? callers : callers.slice(0, 1)) {
        const label = `${caller.name}: ${operation.method} ${operation.path}`
        const refusal = refusalOf(caller, operation)
        if (refusal) {
          const { status, told } = await send(caller, operation, (name) => ids[name]!)
          assert.deepEqual({ status, told }, refusal, label)
          counts.refused++
        } else if (!operation.is_stream) {
          const { status, told } = await send(caller, operation, inventedId)
          assert.ok(!door.has(told.code) && status < 500, `${label}: ${status} ${told.code}`)
          counts.allowed++
        }
      }
    }
    assert.ok(counts.refused > 2000 && counts.allowed > 700, JSON.stringify(counts))
  })

  test('nothing that another contract has exists, whatever is asked of it, and nothing of it changes', async () => {
    const other = await customer('administrator', other_contract_id)
    const owned = operations.filter(
      ({ role, params }) => role === 'customer' && params.some((name) => !shared.has(name)),
    )
    assert.ok(owned.length > 50, String(owned.length))
    const before = await everything()
    const found: string[] = []
    for (const operation of owned) {
      const label = `${operation.method} ${operation.path}`
      const real = await send(other, operation, (name) => ids[name]!)
      const invented = await send(other, operation, inventedId)
      if (real.status !== 404) found.push(`${label}: ${real.text}`)
      const withoutIds = (text: string, request_id: string, idOf: (name: string) => string) =>
        operation.params
          .toSorted((one, two) => idOf(two).length - idOf(one).length)
          .reduce((rest, name) => rest.replaceAll(idOf(name), `{${name}}`), text.replace(request_id, ''))
      assert.equal(
        withoutIds(real.text, real.request_id, (name) => ids[name]!),
        withoutIds(invented.text, invented.request_id, inventedId),
        label,
      )
    }
    assert.deepEqual(found, [])
    assert.deepEqual(await everything(), before)
  })

  test('whoever may only read changes nothing, with whatever is there', async () => {
    await swath.drain()
    const readers = [await customer('viewer'), await customer('finance'), await staff('support')]
    const before = await everything()
    let calls = 0
    for (const operation of operations) {
      for (const caller of readers) {
        const is_open = operation.scope !== 'any' && refusalOf(caller, operation) === undefined
        if (operation.role === undefined || operation.is_stream || !is_open) continue
        await send(caller, operation, (name) => ids[name]!)
        await swath.drain()
        calls++
      }
    }
    assert.ok(calls > 150, String(calls))
    assert.deepEqual(await everything(), before)
  })

  test('a suspended contract reads on as before, and orders nothing', async () => {
    const other = await customer('administrator', other_contract_id)
    const of_contract = operations.filter(({ role, needs_contract }) => role === 'customer' && needs_contract)
    // The audit tells of every read of money, and a client of v1 how its contract stands.
    const reads = of_contract.filter(
      ({ id, method, path, is_stream }) =>
        method === 'GET' && !is_stream && !path.startsWith('/v2/audit/') && id !== 'listV1Clients',
    )
    const readAll = async () => {
      const answers: Record<string, string> = {}
      for (const one of reads) {
        const { status, text, request_id } = await send(other, one, inventedId)
        answers[one.id] = `${status} ${text.replace(request_id, '')}`
      }
      return answers
    }
    const before = await readAll()
    const suspension = { suspension: { reason: 'The bill is not paid' } }
    await swath.call('operator', 'PATCH', `/ops/v1/contracts/${other_contract_id}`, suspension)
    assert.deepEqual(await readAll(), before)
    const refused: string[] = []
    for (const one of of_contract.filter(({ method }) => method !== 'GET')) {
      const { text } = await send(other, one, inventedId)
      if (text.includes('contract_suspended')) refused.push(one.id)
    }
    assert.deepEqual(refused.sort(), [
      'createTask',
      'placeOrder',
      'placeOrders',
      'quoteOrder',
      'startAnalyses',
      'startAnalysis',
      'validateOrder',
    ])
  })
})
