import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { checkSources } from './check-sources.ts'

const root = mkdtempSync(join(tmpdir(), 'swath-sources-'))
after(() => rmSync(root, { recursive: true, force: true }))

function write(files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
}

/** A checkout in which everything is allowed, with the workspaces and a few packages linked as npm does. */
function plant(files: Record<string, string>): void {
  rmSync(root, { recursive: true, force: true })
  for (const name of [
    'contract',
    'server',
    'client',
    'imagery',
    'orbits',
    'climate',
    'planner',
    'simulator',
  ]) {
    write({ [`${name}/package.json`]: `{"name": "@swath/${name}", "exports": {"./*": "./src/*.ts"}}` })
    mkdirSync(join(root, 'node_modules/@swath'), { recursive: true })
    symlinkSync(`../../${name}`, join(root, 'node_modules/@swath', name))
  }
  for (const name of ['zod', 'pg', 'fastify', 'geographiclib-geodesic']) {
    write({
      [`node_modules/${name}/package.json`]: '{"main": "index.js"}',
      [`node_modules/${name}/index.js`]: '',
    })
  }
  write(ALLOWED)
  write(files)
}

const ALLOWED = {
  'contract/src/orders.ts': `import 'zod'\nexport type Order = string`,
  'contract/src/products/registry.ts': `import './tskabc.ts'`,
  'contract/src/products/tskabc.ts': `export const name = 'TSKABC'`,
  'client/src/client.ts': `import '@swath/contract/orders'`,
  'client/src/download.ts': `import 'node:fs'`,
  'imagery/src/cog.ts': `import 'node:zlib'`,
  'simulator/src/sky.ts': `import 'node:fs'\nimport '@swath/imagery/cog'\nimport '@swath/orbits/sun'\nimport '@swath/climate/odds'`,
  'orbits/src/sun.ts': '',
  'climate/src/odds.ts': '',
  'server/src/example.ts': `// An 'TSKABC-M'\nexport const a = [{ examples: ['TSKABC-M'] }, 'A TSKABC order']`,
  'server/src/app.ts': `import './orders/routes.ts'\nimport './captures/service.ts'`,
  'server/src/config.ts': 'export const config = process.env',
  'server/src/main.ts': 'console.log(process.argv)',
  'server/src/database/db.ts': `import 'pg'\nimport '../reactions.ts'\nimport '../platform/clock.ts'`,
  'server/src/reactions.ts': '// A sentence may go on in the next line, and say there\n// What it means.',
  'server/src/platform/clock.ts': '',
  'server/src/lists/lists.ts': `import '../database/db.ts'`,
  'server/src/lib/geo.ts': `import 'geographiclib-geodesic'\nimport '@swath/contract/orders'\nimport '@swath/climate/odds'`,
  'server/src/orders/machine.ts': `import '../lib/geo.ts'\nimport './rules.ts'`,
  'server/src/orders/rules.ts': `import '@swath/contract/orders'`,
  'server/src/orders/store.ts': `import '../database/db.ts'`,
  'server/src/orders/service.ts': `import './store.ts'\nimport './machine.ts'`,
  'server/src/orders/routes.ts': `import './service.ts'\nimport 'fastify'`,
  'server/src/orders/orders.test.ts': `import '../captures/service.ts'`,
  'server/src/captures/service.ts': `import type { A } from './types.ts'\nexport type B = A`,
  'server/src/captures/types.ts': `export type A = string`,
  'server/src/captures/store.ts': '',
  'server/src/legacy/routes.ts': `import '../orders/service.ts'\nimport './service.ts'`,
  'server/src/legacy/service.ts': '',
  'server/src/providers/provider.ts': `import '../lib/geo.ts'\nimport 'node:timers'`,
}

test('a checkout that keeps to the design has nothing to answer for', async () => {
  plant({})
  assert.deepEqual(await checkSources(root), [])
})

const violations: [rule: string, file: string, text: string][] = [
  ['contract depends on zod only', 'contract/src/bad.ts', `import 'node:crypto'`],
  ['contract depends on zod only', 'contract/src/bad.ts', `import 'fastify'`],
  ['contract depends on zod only', 'contract/src/bad.ts', `import '@swath/server/config'`],
  [
    'client depends on contract only',
    'client/src/bad.ts',
    `import type { config } from '@swath/server/config'`,
  ],
  ['client depends on contract only', 'client/src/bad.ts', `import 'zod'`],
  ['the client and the reading of places run in browsers: ', 'client/src/bad.ts', `import 'node:fs'`],
  [
    'imagery knows pixels and the files that they are in',
    'imagery/src/bad.ts',
    `import '@swath/contract/orders'`,
  ],
  [
    'simulator imports no other workspace but imagery, orbits, planner, climate, and the protocol that providers speak',
    'simulator/src/bad.ts',
    `import '@swath/contract/orders'`,
  ],
  ['orbits depends on SGP4 only, ', 'orbits/src/bad.ts', `import '@swath/imagery/cog'`],
  ['orbits depends on SGP4 only, ', 'orbits/src/bad.ts', `import 'node:fs'`],
  ['the climate depends on nothing', 'climate/src/bad.ts', `import '@swath/orbits/sun'`],
  ['the planner depends on nothing', 'planner/src/bad.ts', `import '@swath/orbits/sun'`],
  ['console talks only through client', 'console/src/bad.tsx', `import '@swath/server/config'`],
  ['lib imports only lib and contract', 'server/src/lib/bad.ts', `import '../database/db.ts'`],
  ['lib imports only lib and contract', 'server/src/lib/bad.ts', `import 'node:path'`],
  ['lib imports only lib and contract', 'server/src/lib/bad.ts', `import 'fastify'`],
  ['imagery speaks with nobody', 'imagery/src/bad.ts', `import 'node:https'`],
  ['record imports no feature, ', 'server/src/record/bad.ts', `import '../orders/service.ts'`],
  ['http imports no feature, ', 'server/src/http/bad.ts', `import '../providers/provider.ts'`],
  ['http imports no feature, ', 'server/src/http/bad.ts', `import '../app.ts'`],
  ['platform imports no feature, ', 'server/src/platform/bad.ts', `import '../database/db.ts'`],
  [
    'record imports no feature, ',
    'server/src/record/bad.ts',
    `import type { List } from '../lists/lists.ts'`,
  ],
  ['features never import features', 'server/src/captures/bad.ts', `import '../orders/service.ts'`],
  [
    'features never import features',
    'server/src/captures/bad.ts',
    `import type { A } from '../orders/machine.ts'`,
  ],
  ['features never import features', 'server/src/captures/bad.ts', `import '../legacy/service.ts'`],
  [
    'legacy, stac and stapi use a feature only through its service',
    'server/src/stapi/bad.ts',
    `import '../orders/store.ts'`,
  ],
  ['machine and rules are pure: ', 'server/src/captures/machine.ts', `import './store.ts'`],
  ['machine and rules are pure: ', 'server/src/captures/rules.ts', `import '../database/db.ts'`],
  ['machine and rules are pure: ', 'server/src/captures/rules.ts', `import 'node:fs'`],
  ['machine and rules are pure: ', 'server/src/captures/rush-rules.ts', `const fs = await import('node:fs')`],
  ['routes and jobs go through the service, ', 'server/src/captures/routes.ts', `import './store.ts'`],
  [
    'routes and jobs go through the service, ',
    'server/src/captures/jobs.ts',
    `export { a } from './store.ts'`,
  ],
  ['providers have no database', 'server/src/providers/bad.ts', `import '../database/db.ts'`],
  ['providers have no database', 'server/src/providers/bad.ts', `import 'pg'`],
  ['imports go round in no circle', 'server/src/platform/bad.ts', `import './bad.ts'`],
  ['every import leads to a file', 'server/src/bad.ts', `import '@swath/contract/nowhere'`],
  [
    'server/src/main.ts is the only one that may say process.argv',
    'server/src/bad.ts',
    'const a = process.argv[2]',
  ],
  [
    'server/src/config.ts is the only one that may say process.env',
    'server/src/main.ts',
    'const { A } = process.env',
  ],
  [
    'server/src/outbound/outbound.ts is the only one that may say fetch(',
    'server/src/providers/bad.ts',
    'export const a = () => fetch(url)',
  ],
  ['tells products apart', 'server/src/bad.ts', `export const isNew = (sku: string) => sku === 'TSKABC-M'`],
  [
    'tells products apart',
    'console/src/bad.tsx',
    `export const isNew = (sku: string) => sku.startsWith("TSK")`,
  ],
  [
    'tells products apart',
    'server/src/bad.ts',
    `export const query = "select from orders where sku like $1"`,
  ],
  [
    'tells products apart',
    'server/src/migrations/bad.sql',
    `select from orders where name = any('{TSKABC%}')`,
  ],
  [
    'names columns in an update',
    'server/src/bad.ts',
    'export const query = "update orders o set status = $1 where order_id = $2"',
  ],
  ['has a comment that begins with "How"', 'server/src/orders/bad.ts', '/** How many there are. */'],
  [
    'a product is known through the registry',
    'server/src/bad.ts',
    `import '@swath/contract/products/tskabc'`,
  ],
]
for (const [rule, file, text] of violations) {
  test(`"${text}" in ${file} is reported: ${rule}`, async () => {
    plant({ [file]: `// line 1\n${text}\n` })
    const complaints = await checkSources(root)
    assert.equal(complaints.length, 1, complaints.join('\n'))
    assert.ok(complaints[0]!.startsWith(`${file}:2 `), complaints[0])
    assert.ok(complaints[0]!.includes(rule), complaints[0])
  })
}

test('a circle of types alone is reported, in a script as well', async () => {
  plant({
    'scripts/story.ts': `import { follow } from './follow.ts'\nexport interface Scene { title: string }\nfollow()`,
    'scripts/follow.ts': `import type { Scene } from './story.ts'\nexport const follow = (scene?: Scene) => scene`,
  })
  const complaints = await checkSources(root)
  assert.equal(complaints.length, 1, complaints.join('\n'))
  assert.match(complaints[0]!, /^scripts.*imports go round in no circle$/)
})

test('a circle over two files is reported, also when one half of it is a dynamic import', async () => {
  plant({
    'server/src/platform/log.ts': `import './clock.ts'`,
    'server/src/platform/clock.ts': `export const log = () => import('./log.ts')`,
  })
  const complaints = await checkSources(root)
  assert.equal(complaints.length, 1)
  assert.match(complaints[0]!, /imports go round in no circle$/)
})

test('a file above 400 lines is reported, unless it says that it is one list', async () => {
  const lines = (count: number) => 'export {}\n'.repeat(count)
  plant({
    'contract/src/long.ts': lines(401),
    'contract/src/just.ts': lines(400),
    'contract/src/reasons.ts': `// one list: reason codes\n${lines(500)}`,
    'contract/src/long.test.ts': lines(500),
  })
  const complaints = await checkSources(root)
  assert.equal(complaints.length, 1)
  assert.match(complaints[0]!, /^contract\/src\/long.ts:401 has 401 lines/)
})
