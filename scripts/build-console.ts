// npm run build: the web console, from console/src to console/dist, which the server serves at /console/. npm start
// and npm test call it as well; it does nothing when nothing has changed.
import { existsSync, globSync, statSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const root = path.join(import.meta.dirname, '..')
const built = path.join(root, 'console/dist')
const sources = [
  'console/{index.html,vite.config.ts,package.json}',
  'console/src/**/*',
  'client/src/*.ts',
  'places/src/*.ts',
  'contract/src/*.ts',
  'scripts/build-console.ts',
  'package-lock.json',
]

function isConsoleBuilt(): boolean {
  const page = path.join(built, 'index.html')
  if (!existsSync(page)) return false
  const built_at = statSync(page).mtimeMs
  return globSync(sources, { cwd: root }).every((file) => statSync(path.join(root, file)).mtimeMs < built_at)
}

/** Builds beside what is there and takes its place at the end, so that a server never finds half of it. */
export async function buildConsole(): Promise<void> {
  if (isConsoleBuilt()) return
  const { build } = await import('vite')
  const fresh = `${built}.${process.pid}`
  await build({
    configFile: path.join(root, 'console/vite.config.ts'),
    logLevel: 'error',
    build: { outDir: fresh },
  })
  await Promise.all(
    globSync('assets/*.{js,css,mjs,svg,json}', { cwd: fresh }).map((file) =>
      compress(path.join(fresh, file)),
    ),
  )
  await rm(built, { recursive: true, force: true })
  await rename(fresh, built)
}

/** Compressed once and well, instead of for every visitor and hastily. */
async function compress(file: string) {
  const bytes = await readFile(file)
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, { params }))
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }))
}

if (import.meta.main) await buildConsole()
