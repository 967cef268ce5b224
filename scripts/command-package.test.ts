// The command as it is published to npm, installed in an empty project: the repository is not there for it.
import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import manifest from '../client/package.json' with { type: 'json' }
import repository from '../package.json' with { type: 'json' }
import { Sandbox, secret } from '../server/test/outside/sandbox.ts'
import { packCommand } from './command-package.ts'
import { root } from './packed.ts'

const run = promisify(execFile)
const tool = (name: string) => join(import.meta.dirname, '../node_modules/.bin', name)

let folder = ''
let sandbox: Sandbox
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'swath-command-'))
  const tarball = await packCommand(join(folder, 'swath'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }))
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: folder })
  sandbox = await Sandbox.open({ speed: 1 })
})
after(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

/** The Node of the machine, which may be the oldest that is supported, and the one of the repository. */
const nodes = ['node', process.execPath]
const installed = () => join(folder, 'node_modules/swath/dist/main.js')

async function swath(node: string, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    XDG_CONFIG_HOME: folder,
    SWATH_URL: sandbox.stack.url,
    SWATH_CLIENT_ID: 'demo',
    SWATH_CLIENT_SECRET: secret,
  }
  const running = run(node, [installed(), ...args], { cwd: folder, env })
  running.child.stdin?.end()
  return (await running).stdout
}

test('npx finds it, and it brings all that it needs', async () => {
  const { stdout } = await run('npx', ['--offline', 'swath', '--version'], { cwd: folder })
  assert.equal(stdout.trim(), manifest.version)
  const { packages } = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'))
  assert.deepEqual(Object.keys(packages), ['node_modules/swath'])
})

test('every part of it loads on the oldest Node and ours', async () => {
  for (const node of nodes) {
    const parts = (await swath(node, 'completion', 'words')).split('\n')
    assert.ok(parts.includes('orders') && parts.includes('admin'))
    // A server for assistants ends with its input.
    assert.equal(await swath(node, 'mcp'), '')
  }
})

test('it orders what a file shows, in the formats that people have', async () => {
  const area = [
    [10, 45],
    [10.1, 45],
    [10.1, 45.1],
    [10, 45],
  ]
  const ring = area.map(([lon, lat]) => `${lon},${lat}`).join(' ')
  writeFileSync(
    join(folder, 'plot.kml'),
    `<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>${ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>`,
  )
  for (const node of nodes) {
    for (const place of ['plot.kml', '31U 448251 5411932', '48.85,2.35']) {
      const sku = place === 'plot.kml' ? 'TSKARE-M' : 'TSKPOI-M'
      const { geometry } = JSON.parse(await swath(node, 'orders', 'create', place, '--sku', sku))
      assert.equal(geometry.type, place === 'plot.kml' ? 'Polygon' : 'Point')
    }
  }
})

test('the conditions of those whose work is in it go along', () => {
  const told = readFileSync(join(folder, 'node_modules/swath/THIRD-PARTY-LICENSES'), 'utf8')
  for (const name of ['commander', 'proj4', 'zod'])
    assert.match(told, new RegExp(`^${name} \\d.*: MIT$`, 'm'))
  const sections = told.split('-'.repeat(80))
  assert.deepEqual(
    sections.filter((section) => !/copyright|^By \S/im.test(section)),
    [],
  )
})

test('the version is that of all packages, and its changelog tells what is new in them', () => {
  const told = readFileSync(join(folder, 'node_modules/swath/CHANGELOG.md'), 'utf8')
  const [newest] = /^## .*/m.exec(told)!
  assert.equal(newest, `## ${manifest.version}`)
  assert.match(told, /npx swath/)
  assert.doesNotMatch(told, /\]\(|Every list/)
  for (const workspace of repository.workspaces) {
    const { version } = JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8'))
    assert.equal(version, repository.version, workspace)
  }
})

test('publint finds nothing wrong with it', async () => {
  await run(tool('publint'), ['--strict', join(folder, 'swath')])
})
