// The Python package as it is published, installed in an empty environment, against a sandbox.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { Sandbox, secret } from '../server/test/outside/sandbox.ts'

const run = promisify(execFile)
const source = join(import.meta.dirname, '../python')
const folder = mkdtempSync(join(tmpdir(), 'swath-python-'))
const python = join(folder, 'environment/bin/python')
const most_bytes = 2 ** 24

/** What is missing here, or false: Python itself, or the registry of its packages. */
async function missing(): Promise<string | false> {
  try {
    await run('python3', ['-m', 'venv', join(folder, 'environment')])
    await run(python, ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, 'hatchling'])
    return false
  } catch (error) {
    return `no Python with venv, or no PyPI: ${(error as Error).message.slice(0, 200)}`
  }
}

const skip = await missing()

describe('the Python package', { skip }, () => {
  let sandbox: Sandbox
  const inEnvironment = (args: string[], cwd = folder, env = {}) =>
    run(python, args, { cwd, maxBuffer: most_bytes, env: { ...process.env, ...env } })

  before(async () => {
    // Where nothing of the repository is beside it but what it is made from.
    for (const part of ['python', 'docs/openapi.json'])
      cpSync(join(source, '..', part), join(folder, part), { recursive: true })
    await inEnvironment(['-m', 'pip', 'install', '--quiet', `${folder}/python[dev,geo,progress,xarray]`])
    sandbox = await Sandbox.open({ speed: 20_000 })
  })
  after(async () => {
    await sandbox?.close()
    rmSync(folder, { recursive: true })
  })

  test('is made from the API as it is, typed and tidy', async () => {
    const cwd = join(folder, 'python')
    await inEnvironment(['scripts/generate.py', '--check'], cwd)
    await inEnvironment(['-m', 'mypy', 'src/swath'], cwd)
    await inEnvironment(['-m', 'ruff', 'check'], cwd)
  })

  test('does what it says when its wheel is installed, with the tests and documents of its source', async () => {
    const cwd = join(folder, 'python')
    await inEnvironment(['-m', 'build', '--no-isolation', '--outdir', join(folder, 'dist')], cwd)
    const built = readdirSync(join(folder, 'dist'))
    const [wheel, sdist] = ['.whl', '.tar.gz'].map((end) => built.find((name) => name.endsWith(end))!)
    const install = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--force-reinstall', wheel!]
    await inEnvironment(install, join(folder, 'dist'))
    await run('tar', ['-xzf', sdist!], { cwd: join(folder, 'dist') })
    const { stdout } = await inEnvironment(
      ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'tests'],
      join(folder, 'dist', sdist!.replace('.tar.gz', '')),
      { SWATH_URL: sandbox.stack.url, SWATH_CLIENT_ID: 'demo', SWATH_CLIENT_SECRET: secret },
    ).catch((error) => assert.fail(error.stdout || error))
    assert.match(stdout, /\d+ passed/)
    assert.doesNotMatch(stdout, /skipped/)
  })
})
