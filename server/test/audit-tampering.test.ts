import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AuditEntry, AuditHead } from '@swath/contract/audit'
import { linkSha256, no_entry } from '@swath/contract/audit-chain'
import { type AuditReport, AuditVerification, type KeptAudit } from '@swath/contract/audit-verification'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const tables = ['audit_entries', 'audit_personal', 'audit_links', 'audit_heads']

onOneDatabase((openDatabase) => {
  let swath: TestApp
  /** As it was when nobody had tampered yet: the last two entries are sealed later than the others. */
  let original: string[]
  let kept: KeptAudit
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    await fill()
    await asOwner(tables.map((table) => `create table kept_${table} as table ${table}`).join(';'))
    original = await exported()
    const head: AuditHead = JSON.parse(original.at(-1)!).head
    kept = { head: `${head.number}:${head.sha256}`, public_key: head.public_key }
  })
  after(() => swath.close())

  async function fill() {
    await swath.call('demo', 'POST', '/v2/orders/', aPointOrder())
    await swath.call('operator', 'PATCH', `/ops/v1/contracts/${demo_contracts.demo}`, { name: 'Renamed' })
    for (let i = 0; i < 4; i++) await swath.call('demo', 'POST', '/v2/projects/', { project_name: `p${i}` })
    await swath.call('demo-two', 'POST', '/v2/projects/', { project_name: 'other' })
    await swath.call('demo', 'POST', '/v2/projects/', { project_name: 'p0' })
    await seal()
    await swath.call('demo', 'POST', '/v2/projects/', { project_name: 'later' })
    await swath.call('demo', 'GET', '/v2/ledger/')
    await seal()
  }

  const seal = () => swath.app.features.audit.sealer.seal()

  /** Whoever owns the tables can do without their triggers. */
  async function asOwner(statements: string) {
    const connection = await swath.app.db.pool.connect()
    try {
      await connection.query('set session_replication_role = replica')
      await connection.query(statements)
    } finally {
      await connection.query('set session_replication_role = origin')
      connection.release()
    }
  }

  async function restore() {
    const emptied = tables.toReversed().map((table) => `delete from ${table}`)
    const filled = tables.map((table) => `insert into ${table} select * from kept_${table}`)
    await asOwner([...emptied, ...filled].join(';'))
    swath.errors.length = 0
  }

  async function exported(client: 'operator' | 'demo' = 'operator'): Promise<string[]> {
    const path = client === 'operator' ? '/ops/v1/audit/export' : '/v2/audit/export'
    const { body } = await swath.call(client, 'GET', path)
    const lines = String(body).trimEnd().split('\n')
    // The export itself is in the audit, before it is sent.
    return lines.filter((line) => !/"operation":"exportAudit.*"number":null/.test(line))
  }

  async function verified(lines: readonly string[], told: KeptAudit = {}): Promise<AuditReport> {
    const verification = new AuditVerification(told, swath.clock.now().getTime())
    let head: AuditHead | undefined
    for (const line of lines) {
      const read = JSON.parse(line)
      if (read.head) head = read.head
      else await verification.add(read)
    }
    return verification.end(head)
  }

  const reasons = ({ findings }: AuditReport) => findings.map(({ number, reason }) => `${number}: ${reason}`)

  test('an audit in which nobody tampered is verified, by the provider and by each customer', async () => {
    const { sealed, unsealed, findings, gaps } = await verified(original, kept)
    assert.deepEqual([sealed, unsealed, findings, gaps], [10, 0, [], []])
    const own = await verified(await exported('demo'))
    assert.deepEqual([own.sealed, own.findings], [9, []])
  })

  test('what is written after the last seal is told, and no fault', async () => {
    await swath.call('demo', 'POST', '/v2/projects/', { project_name: 'not sealed yet' })
    const report = await verified(await exported(), kept)
    assert.deepEqual([report.sealed, report.findings], [10, []])
    assert.ok(report.unsealed > 0)
    await restore()
  })

  /** Chains all entries anew, as somebody can who owns the tables but has not the key. */
  async function chainAnew() {
    let previous = no_entry
    const statements: string[] = []
    for (const line of await exported()) {
      const entry: AuditEntry & { head?: unknown } = JSON.parse(line)
      if (entry.head || entry.number === null) continue
      previous = await linkSha256(previous, entry.number, entry)
      statements.push(`update audit_links set sha256 = '${previous}' where number = ${entry.number}`)
    }
    const last = `(select max(number) from audit_links)`
    statements.push(`update audit_heads set sha256 = '${previous}' where chain = '' and number = ${last}`)
    await asOwner(statements.join(';'))
  }

  const remove = (number: number, from = tables.slice(0, 3)) =>
    from
      .toReversed()
      .map(
        (table) =>
          `delete from ${table} where sequence = (select sequence from kept_audit_links where number = ${number})`,
      )
      .join(';')
  const at = (number: number) => `sequence = (select sequence from audit_links where number = ${number})`

  /** What somebody does to the database, and by which finding it shows. */
  const in_database: Record<string, [string | (() => Promise<unknown>), RegExp]> = {
    'another credential did it': [
      `update audit_entries set client_id = 'x' where ${at(3)}`,
      /3: it was altered/,
    ],
    'it was at another time': [
      `update audit_entries set at = at - interval '1 day' where ${at(3)}`,
      /3: it was altered/,
    ],
    'it was refused': [`update audit_entries set result = 'refused' where ${at(3)}`, /3: it was altered/],
    'it was done to something else': [
      `update audit_entries set subject = 'x' where ${at(3)}`,
      /3: it was altered/,
    ],
    'it named another id': [
      `update audit_entries set ids = '{"a_id": "b"}' where ${at(3)}`,
      /3: it was altered/,
    ],
    'it is of another contract': [
      `update audit_entries set contract_id = '${demo_contracts['demo-two']}' where ${at(3)}`,
      /3: it was altered/,
    ],
    'it was another operation': [
      `update audit_entries set operation = 'x' where ${at(3)}`,
      /3: it was altered/,
    ],
    'an operator did not look as the customer': [
      `update audit_entries set view_id = 'v' where ${at(3)}`,
      /3: it was altered/,
    ],
    'another reason was given': [`update audit_entries set reason = 'x' where ${at(3)}`, /3: it was altered/],
    'it came from elsewhere': [
      `update audit_personal set address = '192.0.2.1' where ${at(3)}`,
      /3: what it tells of the person was altered/,
    ],
    'its person was removed, and nobody erased it': [
      `delete from audit_personal where ${at(3)}`,
      /3: what it tells of the person was removed/,
    ],
    'its person was replaced, with the hash': [
      `update audit_entries set personal_sha256 = repeat('0', 64) where ${at(3)}`,
      /3: it was altered/,
    ],
    'an entry was removed': [remove(4), /4: 4 is missing/],
    'several entries were removed': [
      [4, 5, 6].map((number) => remove(number)).join(';'),
      /4: 4 to 6 are missing/,
    ],
    'the first entry was removed': [remove(1), /1: 1 is missing/],
    'the last entries were removed': [
      [9, 10].map((number) => remove(number)).join(';'),
      /9: entries up to 10 are missing/,
    ],
    'the last entries were removed, with their head': [
      `${remove(9)};${remove(10)};delete from audit_heads where number > 8`,
      /8: it has no 10:\w+, which was kept/,
    ],
    'an entry lost its seal': [`delete from audit_links where number = 4`, /4: 4 is missing/],
    'two entries changed places': [
      `update audit_links set sequence = -sequence where number in (4, 5);
       update audit_links l set sequence = k.sequence from kept_audit_links k
         where l.number in (4, 5) and k.number = 9 - l.number`,
      /4: it was altered/,
    ],
    'all was chained anew': [
      async () => {
        await asOwner(`update audit_entries set client_id = 'x' where ${at(3)}`)
        await chainAnew()
      },
      /10: the signature of the head is wrong/,
    ],
    'all seals were removed, so that they are made anew': [
      async () => {
        await asOwner(`update audit_entries set client_id = 'x' where ${at(3)}`)
        await asOwner('delete from audit_links; delete from audit_heads')
        swath.advance({ hours: 25 })
        await seal()
        assert.match(swath.errors.join(), /the audit is not signed/)
      },
      /1: it is not sealed, or its seal is not signed/,
    ],
    'the head was removed': [
      async () => {
        await asOwner(`delete from audit_heads where chain = '' and number = 10`)
        swath.advance({ hours: 2 })
      },
      /9: it is not sealed, or its seal is not signed/,
    ],
    'the head was set back': [
      `delete from audit_heads where chain = '' and number = 10`,
      /8: it has no 10:\w+, which was kept/,
    ],
    'an entry was altered before it was sealed': [
      async () => {
        await swath.call('demo', 'POST', '/v2/projects/', { project_name: 'altered' })
        await asOwner(
          `update audit_entries set client_id = 'x' where sequence = (select max(sequence) from audit_entries)`,
        )
        await seal()
      },
      /1\d: it was altered or added before it was sealed/,
    ],
    'an entry was added before it was sealed': [
      async () => {
        await asOwner(`insert into audit_entries
          select nextval('audit_sequence'), 'audit.forged', at, client_id, role, person_id, view_id, contract_id, operation,
            subject, ids, fields, result, status, code, request_id, personal_sha256, signature
          from audit_entries where ${at(3)};
          insert into audit_personal select (select max(sequence) from audit_entries), salt, name, address, agent
          from audit_personal where ${at(3)}`)
        await seal()
      },
      /1\d: it was altered or added before it was sealed/,
    ],
    'an entry was removed before it was sealed': [
      async () => {
        await swath.call('demo', 'POST', '/v2/projects/', { project_name: 'removed' })
        const newest = 'sequence = (select max(sequence) from audit_entries)'
        await asOwner(`delete from audit_personal where ${newest}; delete from audit_entries where ${newest}`)
        await swath.call('demo', 'POST', '/v2/projects/', { project_name: 'behind it' })
        await seal()
      },
      /gap/,
    ],
  }

  describe('tampered with in the database', () => {
    for (const [what, [how, found]] of Object.entries(in_database)) {
      test(`it is found that ${what}`, async () => {
        await (typeof how === 'string' ? asOwner(how) : how())
        const report = await verified(await exported(), kept)
        await restore()
        const told = [...reasons(report), ...report.gaps.map(({ from, to }) => `gap ${from} to ${to}`)]
        assert.ok(
          told.some((one) => found.test(one)),
          `found was ${told.join('; ') || 'nothing'}`,
        )
      })
    }

    test('a customer finds in its own audit what was removed or altered', async () => {
      const own = 'contract_id is not null and contract_number'
      for (const [how, found] of [
        [`update audit_entries set client_id = 'x' where ${at(3)}`, /: it was altered/],
        [
          `update audit_links set contract_id = null, contract_number = null, contract_sha256 = null where ${own} = 3`,
          /3 is missing/,
        ],
        [`update audit_links set contract_sha256 = repeat('1', 64) where ${own} = 3`, /: it was altered/],
      ] as const) {
        await asOwner(how)
        const report = await verified(await exported('demo'))
        await restore()
        assert.match(reasons(report).join(), found)
      }
    })
  })

  const line = (lines: string[], index: number, change: (entry: AuditEntry) => void) => {
    const entry = JSON.parse(lines[index]!)
    change(entry)
    return lines.with(index, JSON.stringify(entry))
  }
  const in_file: Record<string, [(lines: string[]) => string[], RegExp]> = {
    'a line was removed': [(lines) => lines.toSpliced(4, 1), /5: 5 is missing/],
    'the first lines were removed': [(lines) => lines.slice(2), /1: 1 to 2 are missing/],
    'the last lines were removed': [(lines) => lines.slice(0, -3), /there is no head/],
    'the last entries were removed': [
      (lines) => [...lines.slice(0, -3), lines.at(-1)!],
      /9: entries up to 10 are missing/,
    ],
    'a line comes twice': [(lines) => lines.toSpliced(4, 0, lines[4]!), /6: 5 comes again/],
    'two lines changed places': [(lines) => lines.with(4, lines[5]!).with(5, lines[4]!), /5: 5 is missing/],
    'a status was altered': [(lines) => line(lines, 4, (entry) => (entry.status = 500)), /5: it was altered/],
    'a name was altered': [
      (lines) => line(lines, 4, (entry) => (entry.personal!.name = 'x')),
      /5: what it tells of the person was altered/,
    ],
    'it names another number': [
      (lines) => line(lines, 4, (entry) => (entry.number = 7)),
      /5: 5 to 6 are missing/,
    ],
    'an entry follows another one': [
      (lines) => line(lines, 4, (entry) => (entry.previous_sha256 = no_entry)),
      /5: it does not follow/,
    ],
    'the head is by another key': [
      (lines) => lines.with(-1, lines.at(-1)!.replace(/"public_key":"..../, '"public_key":"AAAA')),
      /another key than was kept/,
    ],
  }

  describe('tampered with in a file', () => {
    for (const [what, [how, found]] of Object.entries(in_file)) {
      test(`it is found that ${what}`, async () => {
        const report = await verified(how(original), kept)
        assert.ok(
          reasons(report).some((one) => found.test(one)),
          `found was ${reasons(report).join('; ') || 'nothing'}`,
        )
      })
    }
  })

  test('an erasure leaves entries that can be verified, and says whom it was about', async () => {
    const { body } = await swath.call('operator', 'POST', '/ops/v1/audit/erasures', { client_id: 'demo' })
    assert.ok(body.erased >= 8)
    await seal()
    const lines = await exported()
    const report = await verified(lines, kept)
    assert.deepEqual([report.findings, report.erased], [[], body.erased])
    const by_demo = lines.map((one) => JSON.parse(one)).filter(({ client_id }) => client_id === 'demo')
    assert.ok(by_demo.every(({ personal }) => personal === null))
    assert.deepEqual((await verified(await exported('demo'))).findings, [])
  })

  test('after the time that is set, entries tell of nobody any more, and can be verified', async () => {
    swath.advance({ hours: 24 * 731 })
    await swath.app.queue.trigger('audit.forget')
    await swath.drain()
    await seal()
    const lines = (await exported()).map((one) => JSON.parse(one))
    assert.ok(
      lines
        .filter(({ operation }) => operation === 'createProject')
        .every(({ personal }) => personal === null),
    )
    for (const client of ['operator', 'demo'] as const) {
      const report = await verified(await exported(client))
      assert.deepEqual(reasons(report), [])
    }
  })
})
