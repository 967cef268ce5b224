import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Caller } from './callers.ts'

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
]
const never_ends = '/v2/events/stream'

/** Runs schemathesis over the operations of a caller; what it finds is printed with a curl command for each. */
export async function fuzz(
  command: string,
  caller: Caller,
  url: string,
  folder: string,
  signal: AbortSignal,
) {
  const configuration = path.join(folder, 'schemathesis.toml')
  await writeFile(configuration, configurationOf(caller))
  const child = spawn(command, ['--config-file', configuration, ...argumentsOf(caller, url)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    signal,
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (part) => {
    output += part
  })
  const [code] = await once(child, 'close')
  const summary = summaryOf(output)
  const passed = code === 0 && !summary.startsWith('0 ')
  if (!passed) console.log(output)
  return { passed, summary }
}

function argumentsOf({ headers, paths }: Caller, url: string): string[] {
  return [
    'run',
    `${url}/openapi.json`,
    ...['--include-path-regex', paths.source, '--exclude-path', never_ends],
    ...['--checks', checks.join(',')],
    // The phase that is left out follows links between operations, of which the document has none.
    ...['--phases', 'examples,coverage,fuzzing', '--max-examples', '40', '--seed', '1'],
    ...['--generation-database', 'none', '--continue-on-failure', '--request-timeout', '20'],
    ...['--suppress-health-check', 'all', '--warnings', 'off', '--no-color'],
    ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
  ]
}

function configurationOf({ known }: Caller): string {
  const fixed = Object.entries(known).map(([name, value]) => [`path.${name}`, value])
  // Waiting is the purpose of it, and takes too long here.
  const all = [...fixed, ['query.wait', 0]]
  return ['[parameters]', ...all.map(([name, value]) => `"${name}" = ${JSON.stringify(value)}`), ''].join(
    '\n',
  )
}

function summaryOf(output: string): string {
  const operations = /Tested: (\d+)/.exec(output)?.[1] ?? '0'
  const cases = /Test cases:\s+(.*)/.exec(output)?.[1] ?? 'no test cases'
  return `${operations} operations, ${cases}`
}
