// Statements as files, by the command.
import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { demo_contracts } from '../../../server/src/contracts/demo.ts'
import { TestApp } from '../../../server/test/app.ts'
import { aDownload, importDownloads } from '../../../server/test/billing.ts'
import { onOneDatabase } from '../../../server/test/databases.ts'
import { SwathCommand } from './swath.testing.ts'

onOneDatabase((openDatabase) => {
  let folder: string
  let swath: TestApp
  let command: SwathCommand
  let number: string
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'swath-statements-'))
    swath = await TestApp.open(await openDatabase(), {
      SWATH_PROVIDER_TAX_ID: '30-71234567-8',
      SWATH_PROVIDER_COUNTRY: 'AR',
      SWATH_PROVIDER_PEPPOL_ID: '0060:123456789',
    })
    await importDownloads(swath, [aDownload('2026-04-10T00:00:00Z', { amount_minor: 1234 })])
    const closed = await swath.app.features.statements.service.close(demo_contracts.demo, '2026-04')
    number = closed[0]!.number
    command = new SwathCommand(folder, {
      SWATH_URL: await swath.app.http.listen({ host: '127.0.0.1', port: 0 }),
      SWATH_CLIENT_ID: 'demo',
      SWATH_CLIENT_SECRET: 'a secret of the tests',
    })
  })
  after(async () => {
    await swath.close()
    await rm(folder, { recursive: true })
  })

  const download = (...more: string[]) => command.run(['statements', 'download', number, ...more])
  async function saved(format: string): Promise<Buffer> {
    const file = path.join(folder, `a statement.${format}`)
    const { code, error } = await download('--format', format, '--output', file)
    assert.deepEqual([code, error.includes(`Written to ${file}`)], [0, true], error)
    return readFile(file)
  }

  test('a statement is saved in each of its formats', async () => {
    assert.equal((await saved('pdf')).subarray(0, 5).toString(), '%PDF-')
    assert.match((await saved('csv')).toString(), /1234/)
    assert.equal((await saved('parquet')).subarray(0, 4).toString(), 'PAR1')
  })

  test('an electronic invoice is saved as soon as nothing is missing for it, and no file before', async () => {
    const file = path.join(folder, 'too-early.xml')
    const early = await download('--format', 'ubl', '--output', file)
    assert.notEqual(early.code, 0)
    assert.match(early.error, /country, Peppol identifier and tax of the customer are missing/)
    assert.ok(!(await readdir(folder)).includes('too-early.xml'))
    const details = {
      ...{ name: 'وزارة', address: ['1 Main Square', 'Den Haag'] },
      invoicing: { country: 'NL', peppol_id: '0106:27364507', tax: { category: 'S', percent: 21 } },
    }
    const url = `/ops/v1/contracts/${demo_contracts.demo}/billing-details`
    assert.equal((await swath.call('operator', 'PUT', url, details)).status, 200)
    const xml = (await saved('ubl')).toString()
    assert.match(
      xml,
      new RegExp(`<Invoice .*<cbc:ID>${number}<.*PayableAmount currencyID="USD">14\\.93<`, 's'),
    )
  })

  test('a number that is none, and a format that is none, are told with what there is', async () => {
    const unknown = await command.run(['statements', 'download', '00009-000009'])
    assert.notEqual(unknown.code, 0)
    assert.match(unknown.error, /There is no statement 00009-000009; swath statements list tells/)
    const { code, error } = await download('--format', 'xlsx')
    assert.deepEqual([code, /pdf, csv, parquet, ubl/.test(error)], [2, true], error)
  })
})
