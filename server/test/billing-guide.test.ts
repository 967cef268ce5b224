// The commands of docs/guides/billing.md, run one after the other against a server with a month to bill.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { aDownload, importDownloads } from './billing.ts'
import { onOneDatabase } from './databases.ts'

const guide = path.join(import.meta.dirname, '../../docs/guides/billing.md')

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let folder: string
  before(async () => {
    swath = await TestApp.open(await openDatabase(), {
      SWATH_PROVIDER_TAX_ID: '30-71234567-8',
      SWATH_PROVIDER_COUNTRY: 'AR',
      SWATH_PROVIDER_PEPPOL_ID: '0060:123456789',
    })
    folder = await mkdtemp(path.join(tmpdir(), 'swath-guide-'))
    const month = ['2026-04-30T12:00:00Z', '2026-05-10T12:00:00Z', '2026-05-20T12:00:00Z']
    await importDownloads(
      swath,
      month.map((at) => aDownload(at, { amount_minor: 1500 })),
    )
    await swath.app.features.statements.service.close(demo_contracts.demo, '2026-04')
    await swath.placeAndPlan(aPointOrder())
    await swath.app.http.listen({ host: '127.0.0.1', port: 0 })
  })
  after(async () => {
    await swath.close()
    await rm(folder, { recursive: true })
  })

  test('the commands of the guide work as they stand', async () => {
    const text = await readFile(guide, 'utf8')
    const blocks = [...text.matchAll(/```bash\n([\s\S]*?)```/g)].map((match) => match[1])
    const script = ['set -euo pipefail', ...blocks]
      .join('\n')
      .replaceAll('curl -s ', 'curl -sS --fail-with-body ')
    const token = async (client: 'demo' | 'operator') =>
      (await swath.headers(client)).authorizationtoken!.replace('Bearer ', '')
    const { port } = swath.app.http.server.address() as AddressInfo
    const env = {
      ...process.env,
      SWATH_URL: `http://127.0.0.1:${port}`,
      CONTRACT: demo_contracts.demo,
      TOKEN: await token('demo'),
      OPERATOR_TOKEN: await token('operator'),
    }
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { env, cwd: folder, maxBuffer: 1e8 })
    assert.match(stdout, /^ARCLGD-M\.NN\.NN L1D \d+\.\d+ km2 3000 USD$/m)
    assert.match(stdout, /^2026-04,project\..*,archive,km2,USD,1,/m)
    assert.match(stdout, /^May: 3000 USD$/m)
    assert.match(stdout, /^00001-000001 2026-04 1500 USD$/m)
    assert.match(stdout, /^1 charge 1500 \/v2\/deliverables\/deliv\.\S+ evt\.\S+$/m)
    assert.match(stdout, /statements: 2$/m)
    assert.match(stdout, /^2026-06 TSKPOI-M decision 1 0 0 0$/m)
    assert.match(stdout, /^differences: 0$/m)
    assert.deepEqual((await readdir(folder)).sort(), ['may.parquet', 'statement.pdf', 'statement.xml'])
    assert.match(
      await readFile(path.join(folder, 'statement.xml'), 'utf8'),
      /<Invoice .*<cbc:Name>Demo contract</s,
    )
  })
})
