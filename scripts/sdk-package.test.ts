// The SDK as it is published to npm, installed in empty projects: the repository is not there for them.
import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { build } from 'vite'
import { demo_contracts } from '../server/src/contracts/demo.ts'
import { secret as client_secret, Sandbox } from '../server/test/outside/sandbox.ts'
import { packClient } from './sdk-package.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const tool = (name: string) => join(root, 'node_modules/.bin', name)

let folder = ''
let tarball = ''
let sandbox: Sandbox
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'swath-packages-'))
  tarball = packClient(join(folder, 'client'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  // Its only dependency comes from here: these tests ask no registry.
  const [zod] = JSON.parse(npm('pack', '--json', join(root, 'node_modules/zod'))) as [{ filename: string }]
  npm('install', '--offline', '--no-audit', '--no-fund', tarball, join(folder, zod.filename))
  sandbox = await Sandbox.open({ speed: 1 })
})
after(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

function npm(...args: string[]): string {
  return execFileSync('npm', args, { cwd: folder, encoding: 'utf8' })
}

function written(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

/** The Node of the machine, which may be the oldest that is supported, and the one of the repository. */
const nodes = ['node', process.execPath]

test('an order is placed by an installed package, on the oldest Node and ours', async () => {
  const file = written(
    'order.js',
    `import { SwathClient } from '@swath/client'
    import { ApiError } from '@swath/client/errors'
    const swath = new SwathClient(JSON.parse(process.env.SWATH))
    const order = await swath.orders.place({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [2.35, 48.85] },
      properties: { order_name: 'paris', sku: 'TSKPOI-M' },
    })
    const { properties } = await swath.orders.get(order.id)
    const missing = await swath.orders.get('00000000-0000-4000-8000-000000000000').catch((error) => error)
    console.log(properties.order_name, missing instanceof ApiError, missing.code)`,
  )
  const { url } = sandbox.stack
  const SWATH = JSON.stringify({ url, client_id: 'demo', client_secret, contract_id: demo_contracts.demo })
  for (const node of nodes) {
    const { stdout } = await run(node, [file], { cwd: folder, env: { PATH: process.env.PATH, SWATH } })
    assert.equal(stdout, 'paris true not_found\n')
  }
})

test('types need neither the types of Node nor settings of their own, and know what an order has', async () => {
  written(
    'typed.ts',
    `import { SwathClient } from '@swath/client'
    const swath = new SwathClient({ url: 'https://orders.example', client_id: 'a', client_secret: 'b' })
    export const status: 'PLACED' | string = (await swath.orders.get('x')).properties.status
    // @ts-expect-error
    await swath.orders.get(7)`,
  )
  const compilerOptions = {
    noEmit: true,
    strict: true,
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.iterable', 'esnext.disposable'],
    types: [],
  }
  written('tsconfig.json', JSON.stringify({ compilerOptions, files: ['typed.ts'] }))
  await run(tool('tsc'), ['--project', folder])
})

test('a page of Vite takes what it uses, and nothing of schemas', async () => {
  written('page.js', `import { SwathClient } from '@swath/client'\nglobalThis.swath = SwathClient`)
  const built = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: { write: false, rollupOptions: { input: join(folder, 'page.js') } },
  })
  const { output } = (Array.isArray(built) ? built[0] : built) as {
    output: { code?: string; moduleIds?: string[] }[]
  }
  const modules = output.flatMap(({ moduleIds = [] }) => moduleIds)
  assert.ok(modules.some((id) => id.endsWith('dist/orders.js')))
  assert.deepEqual(
    modules.filter((id) => id.includes('/zod/')),
    [],
  )
})

test('require of CommonJS takes it where Node can, and otherwise says what to do', async () => {
  const file = written('old.cjs', `console.log(typeof require('@swath/client').SwathClient)`)
  for (const node of nodes) {
    const { stdout } = await run(node, [file], { cwd: folder })
    assert.equal(stdout, 'function\n')
    await assert.rejects(
      run(node, ['--no-experimental-require-module', file], { cwd: folder }),
      /await import\('@swath\/client'\)/,
    )
  }
})

test('publint and the resolution of types find nothing wrong with it', async () => {
  await run(tool('publint'), ['--strict', join(folder, 'client')])
  await run(tool('attw'), [tarball, '--format', 'ascii'])
})
