// npm run check: types, lint, import rules and other rules of sources, what documents tell, generated pages.
// Everything runs, then the result is told.
import { spawnSync } from 'node:child_process'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..')
const bin = (name: string) => path.join(root, 'node_modules', name)
const node = process.execPath

const checks: Record<string, string[]> = {
  types: [node, bin('typescript/bin/tsc'), '-p', 'tsconfig.json'],
  'types of the console': [node, bin('typescript/bin/tsc'), '-p', 'console/tsconfig.json'],
  lint: [node, bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'],
  'imports and sources': [node, 'scripts/check-sources.ts'],
  documents: [node, 'scripts/check-documents.ts'],
  'generated pages': [node, 'scripts/docs.ts', '--check'],
  // Threads find their functions by name; such a function is marked @inThread.
  licences: [node, 'scripts/bill-of-materials.ts'],
  'unused and undeclared': [node, bin('knip/bin/knip.js'), '--no-progress', '--tags=-inThread'],
}

for (const [name, [command, ...args]] of Object.entries(checks)) {
  const { status, stdout, stderr } = spawnSync(command!, args, { cwd: root, encoding: 'utf8' })
  console.log(`${status === 0 ? '✔' : '✖'} ${name}`)
  if (status === 0) continue
  process.exitCode = 1
  console.log(stdout + stderr)
}
