// The package of the SDK: JavaScript and types, made from the sources.
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import manifest from '../client/package.json' with { type: 'json' }
import { oldestOptions, pack, refuse, root } from './packed.ts'

/** Makes the package of the SDK in a folder, and packs it. @returns the tarball */
export function packClient(folder: string): string {
  rmSync(folder, { recursive: true, force: true })
  const dependencies = compile(join(folder, 'dist'))
  return pack(folder, 'sdk', published(dependencies))
}

function published(dependencies: readonly string[]) {
  const versions: Record<string, string> = manifest.dependencies
  const module = (name: string) => ({ types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` })
  const client = module('client')
  return {
    name: manifest.name,
    description: 'Orders of Earth-observation imagery: the SDK of Swath',
    sideEffects: false,
    // For tools that know no `exports`.
    main: client.default,
    types: client.types,
    exports: {
      // A Node whose `require` takes modules looks for `module-sync`.
      '.': {
        'module-sync': client,
        import: client,
        require: { types: './require.d.cts', default: './require.cjs' },
      },
      './*': module('*'),
    },
    dependencies: Object.fromEntries(dependencies.map((name) => [name, `^${versions[name]}`])),
  }
}

/** Writes modules of the client, and those of the contract that they import, below `to`. @returns the packages they import */
function compile(to: string): string[] {
  const entries = globSync('client/src/*.ts', { cwd: root, exclude: ['**/*.test.ts', '**/*.testing.ts'] })
  const program = ts.createProgram(
    entries.map((file) => join(root, file)),
    optionsOf(),
  )
  const written = new Map<string, string>()
  const { diagnostics } = program.emit(undefined, (file, text) => {
    const name = placeOf(file)
    written.set(name, withPlaces(text, name))
  })
  refuse([...ts.getPreEmitDiagnostics(program), ...diagnostics])
  const packages = new Set<string>()
  for (const [name, text] of written) {
    mkdirSync(dirname(join(to, name)), { recursive: true })
    writeFileSync(join(to, name), text)
    for (const { fileName } of ts.preProcessFile(text).importedFiles)
      if (!/^(\.|node:)/.test(fileName)) packages.add(packageOf(fileName))
  }
  return [...packages].sort()
}

function optionsOf(): ts.CompilerOptions {
  return {
    ...oldestOptions(),
    noEmit: false,
    declaration: true,
    rewriteRelativeImportExtensions: true,
    // As sources of ours, and not as those of a package.
    paths: { '@swath/contract/*': [join(root, 'contract/src/*.ts')] },
    rootDir: root,
    outDir: root,
  }
}

/** client/src/orders.js stands as orders.js, contract/src/orders.js as contract/orders.js. */
const placeOf = (file: string) =>
  relative(root, file)
    .replace(/^client\/src\//, '')
    .replace(/^contract\/src\//, 'contract/')

const packageOf = (module: string) => /^(@[^/]+\/)?[^/]+/.exec(module)![0]

/** Names other modules by their places beside each other. */
function withPlaces(text: string, name: string): string {
  return text
    .replace(/'@swath\/contract\/([^']+)'/g, (_, module: string) => {
      const path = relative(dirname(name), `contract/${module}.js`)
      return path.startsWith('.') ? `'${path}'` : `'./${path}'`
    })
    .replace(/(['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2')
}
