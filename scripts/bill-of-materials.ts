// Which packages this is made of, as CycloneDX, and whether their licences are on the list. Part of npm run check.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..')
const file = path.join(root, '.cache/bill-of-materials.cdx.json')

/** Under these a package may be used beside the Apache License 2.0, which this is under, and passed on with it. */
const allowed = new Set([
  ...['Apache-2.0', 'MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'Zlib'],
  ...['CC0-1.0', 'Unlicense', 'Python-2.0'],
  // The licence of fonts.
  'OFL-1.1',
  // Their sources stay as they are, in files or libraries of their own.
  ...['MPL-2.0', 'LGPL-3.0-or-later'],
])

/** These say it in a file and not where npm looks for it; somebody has read the file. */
const read_in_their_files: Readonly<Record<string, string>> = {
  buildcheck: 'MIT',
  'cpu-features': 'MIT',
  'png-js': 'MIT',
  'splaytree-ts': 'BSD-3-Clause',
  ssh2: 'MIT',
  'uri-templates': 'MIT',
}

export interface Component {
  name: string
  version?: string
  purl?: string
  licenses?: readonly { license?: { id?: string; name?: string }; expression?: string }[]
}

/** Packages that may not be used, as lines for people. Ours have no licence of their own. */
export function refusedLicences(components: readonly Component[], ours: ReadonlySet<string>): string[] {
  return components
    .filter(({ name }) => !ours.has(name))
    .map((component) => ({ component, licence: licenceOf(component) }))
    .filter(({ licence }) => !isAllowed(licence))
    .map(({ component: { name, version }, licence }) => `${name}@${version} has the licence ${licence}`)
}

function licenceOf({ name, licenses = [] }: Component): string {
  const said = licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? '')
  return said.join(' AND ') || (read_in_their_files[name] ?? 'that nobody knows')
}

/** An SPDX expression: one of several, each of which may be several together. */
function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1')
  return plain.split(' OR ').some((one) => one.split(' AND ').every((licence) => allowed.has(licence)))
}

function makeBill(): { components: Component[] } {
  const npm = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx']
  const { status, stdout, stderr } = spawnSync('npm', npm, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 })
  if (status !== 0) throw new Error(`npm sbom failed: ${stderr}`)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, stdout)
  return JSON.parse(stdout)
}

if (import.meta.main) {
  const { workspaces } = (await import('../package.json', { with: { type: 'json' } })).default
  const refused = refusedLicences(makeBill().components, new Set(workspaces))
  for (const line of refused)
    console.error(`package-lock.json: ${line}, which scripts/bill-of-materials.ts does not allow`)
  if (refused.length > 0) process.exitCode = 1
}
