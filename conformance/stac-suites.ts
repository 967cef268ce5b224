import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'

const here = import.meta.dirname
/** Names that classes had before; the validator asks what belongs to them only where it finds these. */
const old_names = ['basic-spatial-operators', 'temporal-operators'].map(
  (name) => `http://www.opengis.net/spec/cql2/1.0/conf/${name}`,
)
const classes = ['core', 'collections', 'features', 'item-search', 'filter', 'children']
const with_arguments = ['item-search#sort', 'item-search#fields', 'item-search#query']
const around_some = '{"type":"Polygon","coordinates":[[[100,0],[100.2,0],[100.2,0.2],[100,0.2],[100,0]]]}'

interface Surroundings {
  /** The folder with the commands of Python. */
  bin: string
  headers: Record<string, string>
  url: string
}

/** Runs each suite and prints one line about it, and all that it said if it was not satisfied. */
export class Suites {
  #with: Surroundings

  constructor(surroundings: Surroundings) {
    this.#with = surroundings
  }

  async run(expected: object): Promise<boolean> {
    const { url } = this.#with
    const outcomes = [
      await this.#validate('stac-api-validator at /', `${url}/`, [...classes, ...with_arguments]),
      await this.#validate('stac-api-validator at /archive/stac', `${url}/archive/stac`, classes),
      await this.#validateOldNames(),
      await this.#walk('pystac-client, strict, at /', `${url}/`, expected),
      await this.#walk('pystac-client, strict, at /archive/stac', `${url}/archive/stac`, expected),
    ]
    return outcomes.every(Boolean)
  }

  async #validate(name: string, root: string, of: readonly string[]): Promise<boolean> {
    const output = await this.#python('stac-api-validator', [
      ...['--log-level', 'ERROR', '--root-url', root, '--collection', 'l1d-sr', '--geometry', around_some],
      ...['--validate-pagination', '--fields-nested-property', 'properties.view:sun_elevation'],
      ...of.flatMap((one) => ['--conformance', one]),
      ...['--query-comparison-field', 'eo:cloud_cover', '--query-eq-value', '7', '--query-neq-value', '7'],
      ...['lt', 'lte', 'gt', 'gte'].flatMap((one) => [`--query-${one}-value`, '50']),
      ...['--query-substring-field', 'platform', '--query-starts-with-value', 'news'],
      ...['--query-ends-with-value', '27', '--query-contains-value', 'sat'],
      ...['--query-in-field', 'instruments', '--query-in-values', 'ms,pan'],
      ...Object.entries(this.#with.headers).flatMap(([header, value]) => ['-H', `${header}: ${value}`]),
    ])
    // When it fails itself it says nothing of errors, and its exit code is 0.
    return report(name, /Errors: none/.test(output), output, output.trim().split('\n').slice(-2).join('; '))
  }

  /** In front of the landing page, one that has the old names as well. All its links lead past it. */
  async #validateOldNames(): Promise<boolean> {
    const { url, headers } = this.#with
    const proxy = createServer(async (_request, response) => {
      const landing = (await (await fetch(`${url}/`, { headers })).json()) as { conformsTo: string[] }
      landing.conformsTo.push(...old_names)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(landing))
    })
    await once(proxy.listen(0, '127.0.0.1'), 'listening')
    try {
      const root = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`
      return await this.#validate('stac-api-validator, spatial and temporal filters', root, [
        'item-search',
        'filter',
      ])
    } finally {
      proxy.close()
    }
  }

  async #walk(name: string, root: string, expected: object): Promise<boolean> {
    const script = path.join(here, 'stac_walk.py')
    const told = [JSON.stringify(this.#with.headers), JSON.stringify(expected)]
    const output = await this.#python('python', [script, root, ...told])
    const is_done = /queryables\n$/.test(output)
    return report(name, is_done, output, `${output.trim().split('\n').length} promises`)
  }

  async #python(command: string, args: string[]): Promise<string> {
    const { bin } = this.#with
    const SCHEMA_MIRROR = path.join(here, 'schemas')
    const child = spawn(path.join(bin, command), args, {
      env: { ...process.env, SCHEMA_MIRROR, PYTHONPATH: path.join(here, 'offline') },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part) => {
        output += part
      })
    }
    await once(child, 'close')
    return output
  }
}

/** One line, and before it all that was said if it is not good. */
export function report(name: string, passed: boolean, output: string, summary: string): boolean {
  if (!passed) console.log(output)
  console.log(`${passed ? '✔' : '✖'} ${name.padEnd(50)} ${passed ? summary : ''}`)
  return passed
}
