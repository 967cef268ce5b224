// npm run conformance -- generators: clients are generated from /openapi.json of a sandbox, and that in Python orders.
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort, startStack } from '../scripts/stack.ts'
import { demo_contracts } from '../server/src/accounts/demo.ts'
import { login } from './callers.ts'
import { installNode, installPython } from './install.ts'

const packages = ['openapi-python-client==0.29.1', 'datamodel-code-generator==0.89.0']
const go_command = 'github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2'
const secret = 'the secret of the conformance run'

export async function runGenerators(): Promise<boolean> {
  const bin = installPython('conformance-generators-venv', packages)
  const typescript = installNode('openapi-typescript', '7.9.1')
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
    const config = path.join(folder, 'config.yml')
    await writeFile(config, 'content_type_overrides:\n  image/png: application/octet-stream\n')
    const { authorizationToken } = await login(stack.url, 'demo', secret)
    const python = [
      'generate',
      '--path',
      document,
      '--config',
      config,
      '--output-path',
      `${folder}/generated`,
    ]
    const models = ['--input', document, '--input-file-type', 'openapi', '--output', `${folder}/models.py`]
    const ordering = [path.join(import.meta.dirname, 'generated_order.py'), folder, stack.url]
    const outcomes = [
      run('openapi-typescript', process.execPath, [typescript, document, '-o', `${folder}/types.d.ts`]),
      run('datamodel-codegen', `${bin}/datamodel-codegen`, models),
      run('oapi-codegen', 'go', [
        'run',
        go_command,
        '-generate',
        'types,client',
        '-package',
        'swath',
        '-o',
        `${folder}/swath.go`,
        document,
      ]),
      run('openapi-python-client', `${bin}/openapi-python-client`, [...python, '--meta', 'none']),
      run('an order by the client in Python', `${bin}/python`, [
        ...ordering,
        authorizationToken!.slice(7),
        demo_contracts.demo,
      ]),
    ]
    return outcomes.every(Boolean)
  } finally {
    await stack.stop()
    await rm(folder, { recursive: true })
  }
}

function run(name: string, command: string, args: string[]): boolean {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  console.log(`${status === 0 ? '✔' : '✖'} ${name}`)
  if (status !== 0) console.log(error?.message ?? `${stdout}\n${stderr}`)
  return status === 0
}
