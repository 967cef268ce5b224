// npm run docs: writes what follows from the code: pages of docs/, and the schema as it stands (schema.ts). `--check`
// only compares, for npm run check.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { errors } from '@swath/contract/errors'
import { event_types } from '@swath/contract/events'
import { named_roles, type Role, roles, scopes } from '@swath/contract/permissions'
import { reasons } from '@swath/contract/reasons'
import fastify from 'fastify'
import { captureMachine } from '../server/src/captures/machine.ts'
import { readConfig } from '../server/src/config.ts'
import { deliverableMachine } from '../server/src/deliverables/machine.ts'
import { deliveryMachine } from '../server/src/deliveries/machine.ts'
import { addRoutes, openFeatures } from '../server/src/features.ts'
import type { AnyEndpoint } from '../server/src/http/endpoint.ts'
import { openApiDocument } from '../server/src/http/openapi.ts'
import { bodyLimit, Routes } from '../server/src/http/route.ts'
import { finalStatuses, type Machine, type Step } from '../server/src/lib/machine.ts'
import { orderMachine } from '../server/src/orders/machine.ts'
import { openParts } from '../server/src/parts.ts'
import { systemClock } from '../server/src/platform/clock.ts'
import { reactions } from '../server/src/reactions.ts'
import { scenarios } from '../simulator/src/scenarios.ts'
import { asyncApi } from './asyncapi.ts'
import { providerProtocol } from './provider-protocol.ts'
import { schemaFiles } from './schema.ts'

const root = path.join(import.meta.dirname, '..')
const head = (title: string, source: string) =>
  `# ${title}\n\n<!-- Made from ${source} by \`npm run docs\`; do not edit. -->\n`

function table(titles: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n')
}

const code = (text: string) => `\`${text}\``

// States -------------------------------------------------------------------------------------------------

function statesPage(): string {
  const of = (name: string, machine: Machine) => {
    const steps = Object.entries<Step<string, string>>(machine.steps)
    const rows = steps.map(([action, { from, to, event, outcomes, stage }]) => [
      [from.map(code).join(', ') || '-', ...(stage ? [`while ${stage.from.map(code).join(', ')}`] : [])].join(
        ' ',
      ),
      action,
      (to === null ? 'stays' : code(to) + (outcomes ? ` (${outcomes.join(', ')})` : '')) +
        (stage?.to ? `, ${code(stage.to)}` : ''),
      event,
    ])
    return `## ${name}\n\n${diagram(steps)}\n\n${table(['from', 'action', 'to', 'event'], rows)}\n\nFinal: ${finalStatuses(machine).map(code).join(', ')}.`
  }
  const parts = [
    of('Order', orderMachine),
    of('Capture', captureMachine),
    of('Deliverable', deliverableMachine),
    of('Delivery', deliveryMachine),
  ]
  return `${head('States', 'the machines in server/src')}\n${parts.join('\n\n')}\n`
}

function diagram(steps: [string, Step<string, string>][]): string {
  const lines = steps.flatMap(([action, { from, to }]) => {
    if (to === null) return []
    const starts = from.length === 0 ? ['[*]'] : from
    return starts.map((start) => `  ${start} --> ${to}: ${action}`)
  })
  return ['```mermaid', 'stateDiagram-v2', ...lines, '```'].join('\n')
}

// Events, reasons, errors, scenarios ---------------------------------------------------------------------

function eventsPage(): string {
  const rows = Object.entries(event_types).map(([type, meaning]) => [
    code(type),
    meaning,
    reactions[type as keyof typeof reactions].map(code).join(', ') || '-',
  ])
  const intro =
    'Every change is an event, kept for ever. The last column names the jobs that follow from it. ' +
    'How events are sent, by webhook, broker and stream, is in [asyncapi.json](asyncapi.json) (AsyncAPI 3).'
  return `${head('Events', 'contract/src/events.ts and server/src/reactions.ts')}\n${intro}\n\n${table(['type', 'what it states', 'what follows'], rows)}\n`
}

function reasonsPage(): string {
  const rows = Object.entries(reasons).map(([name, { cause, retried, meaning, advice }]) => [
    code(name),
    meaning,
    cause,
    retried ? 'yes' : 'no',
    advice,
  ])
  const titles = ['code', 'what happened', 'whose side', 'tried again', 'what you can do']
  return `${head('Reason codes', 'contract/src/reasons.ts')}\n${table(titles, rows)}\n`
}

function errorsPage(): string {
  const rows = Object.entries(errors).map(([name, { status, title }]) => [
    `<a id="${name}"></a>${code(name)}`,
    String(status),
    title,
  ])
  const intro =
    'Answers of the type `application/problem+json` (RFC 9457). Programs compare `code`; `errors` lists everything that is wrong, each with a JSON pointer.'
  return `${head('Errors', 'contract/src/errors.ts')}\n${intro}\n\n${table(['code', 'status', 'meaning'], rows)}\n`
}

function scenariosPage(): string {
  const intro =
    'Put `"scenario": "<name>"` into the `metadata` of an order, or `scenario:<name>` into its name, to force what happens to it in the sandbox.'
  const rows = Object.entries(scenarios).map(([name, meaning]) => [code(name), meaning])
  return `${head('Scenarios of the sandbox', 'simulator/src/scenarios.ts')}\n${intro}\n\n${table(['name', 'what happens'], rows)}\n`
}

// API ----------------------------------------------------------------------------------------------------

function endpoints(): AnyEndpoint[] {
  // No handler is called, so nothing asks the database.
  const nothing = undefined as never
  const routes = new Routes(fastify(), nothing, {} as never)
  const parts = openParts({ config: readConfig({}), pool: nothing, clock: systemClock, log: nothing })
  addRoutes(routes, openFeatures(parts))
  return routes.endpoints
}

function apiPage(): string {
  const parts = [...Map.groupBy(endpoints(), (endpoint) => endpoint.tag)].map(([tag, of_tag]) => {
    const rows = of_tag.map(({ method, path: at, summary, access, scope }) => [
      code(`${method} ${at}`),
      summary,
      access,
      scope && scope !== 'any' ? code(scope) : '',
    ])
    return `## ${tag}\n\n${table(['endpoint', 'what it does', 'who', 'scope'], rows)}`
  })
  const intro =
    'The running server describes itself at `/docs` and `/openapi.json`; [openapi.json](openapi.json) is the same document. Both slash forms of every path work.'
  return `${head('API', 'the endpoints of the server')}\n${intro}\n\n${parts.join('\n\n')}\n`
}

// Permissions --------------------------------------------------------------------------------------------

const sides: Record<Role, string> = {
  customer: 'Customers',
  operator: 'Staff of the provider',
  provider: 'Programs that report for a provider',
}

function permissionsPage(): string {
  const parts = roles.map((role) => {
    const rows = Object.entries<string>(scopes[role]).map(([scope, may]) => [code(scope), may])
    const named = Object.entries<readonly string[]>(named_roles[role])
    const of_roles = table(
      ['role', 'scopes'],
      named.map(([name, has]) => [code(name), has.map(code).join(' ')]),
    )
    const tables = [table(['scope', 'may'], rows), ...(named.length > 0 ? [of_roles] : [])]
    return `## ${sides[role]}\n\n${tables.join('\n\n')}`
  })
  const intro = [
    'Each endpoint that is not public needs a credential of one side and one scope; [the list of endpoints](api.md) says',
    'which. A role is a set of scopes that has a name; any other set may be given as well. The guide to',
    '[credentials](guides/credentials.md) tells who gives what to whom.',
  ].join('\n')
  return `${head('Permissions', 'contract/src/permissions.ts')}\n${intro}\n\n${parts.join('\n\n')}\n`
}

// The cost of a request --------------------------------------------------------------------------------

/** The sentence about each endpoint that says why others need not wait for it. */
const bounds: [says: (endpoint: AnyEndpoint) => unknown, so: string][] = [
  [({ query }) => query && 'limit' in query.shape, 'a page at a time'],
  [({ query }) => query && 'intersects' in query.shape, 'an area is checked by another thread'],
  [({ body_mib, judges_each }) => body_mib === 4 || judges_each, 'areas are checked by another thread'],
  [({ in_slices }) => in_slices, 'each entry has a transaction of its own'],
  [({ waits_for_others }) => waits_for_others, 'no transaction is open while it waits'],
  [({ is_kept }) => is_kept, 'an unchanged answer is kept'],
  [({ exports }) => exports, 'an export is sent in batches'],
]

function securityPage(): string {
  const rows = endpoints().map((endpoint) => {
    const { method, path: at, access, scope, body } = endpoint
    return [
      code(`${method} ${at}`),
      access + (scope && scope !== 'any' ? `, ${code(scope)}` : ''),
      body ? `${bodyLimit(endpoint) / 2 ** 20} MiB` : '-',
      bounds.flatMap(([says, so]) => (says(endpoint) ? [so] : [])).join('; ') || '-',
    ]
  })
  const intro = [
    'One process answers many people, so no request may hold it for long. Every request has these bounds: those of its',
    'address before anything is looked at and of its credential after that, 16 KiB of headers, a weight of its JSON that',
    'is computed before it is read, a time to arrive, and times that a statement and a lock of the database may take.',
    'The guide to [limits](guides/limits.md) has the figures; this page tells what each endpoint adds; `-` means',
    'that it adds nothing. Who may do what is said in the guide to [credentials](guides/credentials.md).',
    '',
    '`npm run conformance -- abuse` sends the worst inputs to a running server and tells how long each held it, and',
    'which memory it took. The promise is 50 ms more than when it is idle, and 100 MB; all of these inputs keep it,',
    'unless memory is collected just then.',
  ].join('\n')
  const titles = ['endpoint', 'who', 'body at most', 'what bounds its work']
  return `${head('What a request may cost', 'the endpoints of the server')}\n${intro}\n\n${table(titles, rows)}\n`
}

const pages: Record<string, () => string> = {
  'states.md': statesPage,
  'events.md': eventsPage,
  'reason-codes.md': reasonsPage,
  'errors.md': errorsPage,
  'scenarios.md': scenariosPage,
  'api.md': apiPage,
  'permissions.md': permissionsPage,
  'security.md': securityPage,
  'provider-protocol.openapi.json': () => `${JSON.stringify(providerProtocol(), null, 2)}\n`,
  'asyncapi.json': () => `${JSON.stringify(asyncApi(), null, 2)}\n`,
  'openapi.json': () => `${JSON.stringify(openApiDocument(endpoints()), null, 2)}\n`,
}

const files: Record<string, string> = await schemaFiles()
for (const [name, make] of Object.entries(pages)) files[`docs/${name}`] = make()

const check = process.argv.includes('--check')
for (const [name, text] of Object.entries(files)) {
  const file = path.join(root, name)
  if (!check) writeFileSync(file, text)
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${name} is not what the code says: run npm run docs`)
    process.exitCode = 1
  }
}
