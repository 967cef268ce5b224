// The stores that destinations are tested with and that are programs in Go, built once into .cache/go/bin: run as it is by
// continuous integration, and by npm run conformance -- uploads, which then runs the tests of destinations.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..')
const bin = path.join(root, '.cache/go/bin')
const programs = {
  versitygw: 'github.com/versity/versitygw/cmd/versitygw@v1.8.0',
  'fake-gcs-server': 'github.com/fsouza/fake-gcs-server@v1.56.1',
}

/** @returns whether all are there; what is not is told */
function installStores(): boolean {
  mkdirSync(bin, { recursive: true })
  const missing = Object.entries(programs).filter(([name]) => !existsSync(path.join(bin, name)))
  for (const [name, source] of missing) {
    console.log(`Building ${name} (once; about half a minute) ...`)
    const env = { ...process.env, GOBIN: bin }
    const { status, stderr, error } = spawnSync('go', ['install', source], { env, encoding: 'utf8' })
    if (status !== 0)
      console.error(`It could not be built, so its tests are skipped: ${error?.message ?? stderr}`)
  }
  return Object.keys(programs).every((name) => existsSync(path.join(bin, name)))
}

/** The tests of destinations with every store; here a missing one is a failure. */
export function runUploads(): boolean {
  if (!installStores()) return false
  const files = ['server/test/open-destinations.test.ts', 'server/test/open-destinations-refusals.test.ts']
  const test = spawnSync(process.execPath, ['scripts/test.ts', ...files], { cwd: root, stdio: 'inherit' })
  return test.status === 0
}

if (import.meta.main) installStores()
