// npm run conformance -- generators: clients are generated from /openapi.json of a sandbox, in TypeScript, Go and
// Python, and each places an order and reads it.
import { spawnSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '../scripts/free-port.ts'
import { startStack } from '../scripts/stack.ts'
import { demo_contracts } from '../server/src/contracts/demo.ts'
import { login } from './callers.ts'
import { installNode, installPython } from './install.ts'

const packages = ['openapi-python-client==0.29.1', 'datamodel-code-generator==0.89.0']
const go_command = 'github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2'
const go_runtime = 'github.com/oapi-codegen/runtime v1.9.0'
const secret = 'the secret of the conformance run'

export async function runGenerators(): Promise<boolean> {
  const bin = installPython('conformance-generators-venv', packages)
  const typescript = installNode('openapi-typescript', '7.9.1', ['openapi-fetch@0.14.0'])
  const folder = await mkdtemp(path.join(tmpdir(), 'swath-generators-'))
  const ports = { port: await freePort(), simulator_port: await freePort() }
  const stack = await startStack({
    data_dir: path.join(folder, 'data'),
    secret,
    ...ports,
    speed: 3600,
    isolated: true,
  })
  try {
    const document = path.join(folder, 'openapi.json')
    await writeFile(document, await (await fetch(`${stack.url}/openapi.json`)).text())
    const { authorizationToken } = await login(stack.url, 'demo', secret)
    const made: Made = {
      folder,
      document,
      caller: [stack.url, authorizationToken!.slice(7), demo_contracts.demo],
    }
    const outcomes = [
      await orderInTypeScript(made, typescript),
      await orderInGo(made),
      await orderInPython(made, bin),
    ]
    return outcomes.every(Boolean)
  } finally {
    await stack.stop()
    await rm(folder, { recursive: true })
  }
}

interface Made {
  folder: string
  document: string
  /** Address, token and contract, as the programs take them. */
  caller: string[]
}

async function orderInTypeScript({ folder, document, caller }: Made, generator: string): Promise<boolean> {
  const modules = path.join(generator, '../../..')
  await symlink(modules, `${folder}/node_modules`)
  await copyFile(`${import.meta.dirname}/generated_order.ts.txt`, `${folder}/order.ts`)
  await writeFile(`${folder}/package.json`, '{"type":"module"}')
  const strictly =
    '--noEmit --strict --skipLibCheck --allowImportingTsExtensions --module nodenext --lib es2022,dom'
  const compiler = `${modules}/typescript/bin/tsc`
  // A field with a default may be left out of a request.
  const generated = [generator, document, '--default-non-nullable', 'false', '-o', `${folder}/types.d.ts`]
  return (
    run('openapi-typescript', process.execPath, generated) &&
    run('its types fit', process.execPath, [compiler, ...strictly.split(' '), `${folder}/order.ts`]) &&
    run('an order by openapi-fetch', process.execPath, [`${folder}/order.ts`, ...caller])
  )
}

async function orderInGo({ folder, document, caller }: Made): Promise<boolean> {
  const program = `${folder}/go`
  await mkdir(program)
  await copyFile(`${import.meta.dirname}/generated_order.go`, `${program}/main.go`)
  await writeFile(`${program}/go.mod`, `module order\n\ngo 1.24\n\nrequire ${go_runtime}\n`)
  const output = ['-generate', 'types,client', '-package', 'main', '-o', `${program}/swath.go`]
  return (
    run('oapi-codegen', 'go', ['run', go_command, ...output, document]) &&
    run('its dependencies', 'go', ['-C', program, 'mod', 'tidy']) &&
    run('an order by the client in Go', 'go', ['-C', program, 'run', '.', ...caller])
  )
}

async function orderInPython({ folder, document, caller }: Made, bin: string): Promise<boolean> {
  const config = `${folder}/config.yml`
  await writeFile(config, 'content_type_overrides:\n  image/png: application/octet-stream\n')
  const models = ['--input', document, '--input-file-type', 'openapi', '--output', `${folder}/models.py`]
  const client = ['--path', document, '--config', config, '--output-path', `${folder}/generated`]
  return (
    run('datamodel-codegen', `${bin}/datamodel-codegen`, models) &&
    run('openapi-python-client', `${bin}/openapi-python-client`, ['generate', ...client, '--meta', 'none'], {
      // A part that the generator warns of is missing in the client.
      without: /^WARNING|Unable to process/m,
    }) &&
    run('an order by the client in Python', `${bin}/python`, [
      `${import.meta.dirname}/generated_order.py`,
      folder,
      ...caller,
    ])
  )
}

function run(name: string, command: string, args: string[], { without }: { without?: RegExp } = {}): boolean {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  const told = error?.message ?? `${stdout}\n${stderr}`
  const passed = status === 0 && !without?.test(told)
  console.log(`${passed ? '✔' : '✖'} ${name}`)
  if (!passed) console.log(told)
  return passed
}
