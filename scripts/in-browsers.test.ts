// Orbits, the climate and the planner are for programs of others as well: they are bundled as for a browser, and run where
// nothing of Node is.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import { passesAndPlan } from './in-browsers.testing.ts'

const cache = path.join(import.meta.dirname, '../.cache')

async function bundle(root: string, text: string): Promise<string> {
  const entry = path.join(root, 'entry.ts')
  writeFileSync(entry, text)
  const { build } = await import('vite')
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    // As the guide has it.
    worker: { format: 'es' },
    build: { write: false, target: 'es2022', lib: { entry, formats: ['es'], fileName: 'bundle' } },
  })
  const [made] = built as Extract<typeof built, readonly unknown[]>
  const { output } = made!
  assert.equal(output.length, 1)
  return output[0].code
}

test('orbits, the climate and the planner compute in a browser what they compute in Node', async () => {
  mkdirSync(cache, { recursive: true })
  const root = mkdtempSync(path.join(cache, 'in-browsers-'))
  try {
    const module = path.join(import.meta.dirname, 'in-browsers.testing.ts')
    const text = `import { passesAndPlan } from '${module}'\nglobalThis.told = JSON.stringify(passesAndPlan())\n`
    const page = createContext({})
    runInContext(await bundle(root, text), page)
    const here = passesAndPlan()
    assert.ok(here.plan.length === 3 && here.accesses.flat().length > 6)
    assert.deepEqual(JSON.parse(page.told), JSON.parse(JSON.stringify(here)))
  } finally {
    rmSync(root, { recursive: true })
  }
})
