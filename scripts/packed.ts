// What the packages for npm have in common.
import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import repository from '../package.json' with { type: 'json' }

export const root = join(import.meta.dirname, '..')
const oldest_node = '>=20.19'
/** The oldest Node that is asked for has these; a newer function in the sources is a type error here. */
const oldest = { target: ts.ScriptTarget.ES2023, lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'] }

/**
 * Adds to the code in `folder` what its package has besides, and packs it.
 * @param kind the folder of client/packages/ with what only this one has
 * @returns the tarball, which is beside the folder
 */
export function pack(folder: string, kind: string, manifest: object): string {
  cpSync(join(root, 'client/packages', kind), folder, { recursive: true })
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  writeFileSync(join(folder, 'CHANGELOG.md'), changelog())
  const { version } = repository
  const whole = {
    ...manifest,
    version,
    license: 'Apache-2.0',
    type: 'module',
    engines: { node: oldest_node },
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(whole, undefined, 2))
  const args = ['pack', '--json', '--pack-destination', dirname(folder)]
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd: folder, encoding: 'utf8' })) as [
    { filename: string },
  ]
  return join(dirname(folder), packed.filename)
}

/** All packages have one version, and one changelog: of each version the part that is about them. */
function changelog(): string {
  const text = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
  const [, ...versions] = text.split(/^(?=## )/m)
  const told = versions.map((section) => {
    const [head = '', ...areas] = section.split(/^(?=### )/m)
    const [title] = head.split('\n')
    const [, ...lines] = areas.find((area) => area.startsWith('### Command, SDK'))?.split('\n') ?? []
    // The pages that it links to are in the repository.
    return `${title}\n${lines.join('\n').replace(/\[([^\]]+)\]\([^)]+\)/g, '$1')}`
  })
  return `# Changelog of swath and @swath/client\n\n${told.join('\n')}`
}

/** The settings by which sources are understood as the oldest Node understands them. */
export function oldestOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const { tsBuildInfoFile: _, ...shared } = options
  return { ...shared, ...oldest, incremental: false }
}

/** @throws Error with all of them, if there are any */
export function refuse(diagnostics: readonly ts.Diagnostic[]) {
  if (diagnostics.length === 0) return
  const host = {
    getCurrentDirectory: () => root,
    getCanonicalFileName: (file: string) => file,
    getNewLine: () => '\n',
  }
  throw new Error(ts.formatDiagnostics(diagnostics, host))
}
