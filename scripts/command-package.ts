// The package of the command: all that it needs in a few files, so that it starts fast and installs nothing else.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import ts from 'typescript'
import { oldestOptions, pack, refuse, root } from './packed.ts'

const entry = join(root, 'client/src/cli/main.ts')

/** Makes the package of the command in a folder, and packs it. @returns the tarball */
export async function packCommand(folder: string): Promise<string> {
  refuse(ts.getPreEmitDiagnostics(ts.createProgram([entry], oldestOptions())))
  rmSync(folder, { recursive: true, force: true })
  const modules = await bundleCommand(join(folder, 'dist'))
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES'), licencesOf(modules))
  return pack(folder, 'command', {
    name: 'swath',
    description: 'Orders of Earth-observation imagery from the command line',
    bin: { swath: 'dist/main.js' },
    files: ['dist', 'CHANGELOG.md', 'THIRD-PARTY-LICENSES'],
  })
}

/** Writes the command to `main.js` in a folder, and what only some of its parts need beside it. @returns its modules */
export async function bundleCommand(folder: string): Promise<string[]> {
  const bundle = await rolldown({ input: entry, platform: 'node', transform: { target: 'node20' } })
  const { output } = await bundle.write({ dir: folder, format: 'esm' })
  await bundle.close()
  return output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []))
}

/** The bundle passes on the work of others, under the conditions that they have set. */
function licencesOf(modules: readonly string[]): string {
  const folders = modules.map((id) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(id)?.[0])
  const packages = [...new Set(folders.filter((folder) => folder !== undefined))]
  return packages
    .map(licenceOf)
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`)
}

function licenceOf(folder: string): string {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const files = readdirSync(folder).filter((file) => /^licen[cs]e/i.test(file))
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim())
  return [`${name} ${version}: ${license}`, ...(texts.length > 0 ? texts : [`By ${author.name ?? author}`])]
    .join('\n\n')
    .concat('\n')
}
